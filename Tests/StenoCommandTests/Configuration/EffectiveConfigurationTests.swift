// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import Testing

@testable import steno

/// Flags beat the environment, which beats the file, which beats defaults.
struct EffectiveConfigurationTests {
    /// A command with an option of every kind, one of them in a group.
    private struct Command: ParsableCommand {
        @Option var host = "127.0.0.1"
        @Option(name: [.short, .long]) var port = 8765
        @Option var workers: Int?
        @Option var origin: [String] = []
        @Flag var logTexts = false
        @Flag(inversion: .prefixedNo) var page = true
        @OptionGroup var group: Group
        @OptionGroup var configurationOptions: ConfigurationOptions

        struct Group: ParsableArguments {
            @Option var tokenSecret: String?
        }

        func validate() throws {
            guard port < 65_536 else { throw ValidationError("--port takes a number from 0 to 65535.") }
            guard !page || host != "nowhere" else { throw ValidationError("--host nowhere needs --no-page.") }
        }
    }

    private static func configuration(
        _ arguments: [String] = [], _ environment: [String: String] = [:], file text: String? = nil
    ) throws -> EffectiveConfiguration {
        let file = FileManager.default.temporaryDirectory.appending(path: "steno-\(UUID().uuidString).yaml")
        defer { try? FileManager.default.removeItem(at: file) }
        if let text { try Data(text.utf8).write(to: file) }
        return try EffectiveConfiguration(
            of: Command.self, arguments: (text == nil ? [] : ["--config", file.path]) + arguments,
            environment: environment)
    }

    private static func command(
        _ arguments: [String] = [], _ environment: [String: String] = [:], file: String? = nil
    ) throws -> Command {
        try Command.parse(try Self.configuration(arguments, environment, file: file).arguments)
    }

    private static func problem(_ environment: [String: String] = [:], file: String? = nil) -> String {
        do {
            return "accepted: \(try Self.configuration([], environment, file: file).arguments)"
        } catch {
            return "\(error)"
        }
    }

    @Test func everySourceSetsEveryKindOfOption() throws {
        let file = """
            host: ::1
            port: 81
            workers: 3
            origin: [https://a.example, "https://b,c.example"]
            log-texts: yes
            page: false
            token-secret: abc
            """
        let environment = [
            "STENO_HOST": "::1", "STENO_PORT": "81", "STENO_WORKERS": "3", "STENO_LOG_TEXTS": "true",
            "STENO_ORIGIN": "https://a.example,https://c.example", "STENO_PAGE": "0", "STENO_TOKEN_SECRET": "abc",
        ]
        for (command, second) in [
            (try Self.command(file: file), "https://b,c.example"),
            (try Self.command([], environment), "https://c.example"),
        ] {
            #expect(command.host == "::1" && command.port == 81 && command.workers == 3)
            #expect(command.origin == ["https://a.example", second])
            #expect(command.logTexts && !command.page && command.group.tokenSecret == "abc")
        }
        let command = try Self.command()
        #expect(command.host == "127.0.0.1" && command.workers == nil && command.page && !command.logTexts)
    }

    @Test func theNearerSourceCounts() throws {
        let file = "port: 1\nhost: file\nworkers: 1\norigin: a"
        let environment = ["STENO_PORT": "2", "STENO_HOST": "environment", "STENO_ORIGIN": "b"]
        let configuration = try Self.configuration(["-p", "3", "--origin=c"], environment, file: file)
        let command = try Command.parse(configuration.arguments)
        #expect(command.port == 3 && command.host == "environment" && command.workers == 1)
        #expect(command.origin == ["c"])
        let origins = Dictionary(
            uniqueKeysWithValues: configuration.settings.map { ($0.option.name, $0.origin) })
        #expect(origins["port"] == .commandLine)
        #expect(origins["host"] == .environment(variable: "STENO_HOST"))
        #expect(origins["page"] == .byDefault)
        guard case .file(_, 3)? = origins["workers"] else {
            Issue.record("workers are of \(String(describing: origins["workers"]))")
            return
        }
    }

    @Test func anUnknownNameIsRejectedWithTheNearest() {
        #expect(
            Self.problem(file: "host: a\nprot: 80").contains(
                ".yaml, line 2: there is no setting prot. Did you mean port?"))
        #expect(Self.problem(file: "log_texts: true").hasSuffix("Did you mean log-texts?"))
        #expect(Self.problem(file: "logTexts: true").hasSuffix("Did you mean log-texts?"))
        #expect(Self.problem(file: "colour: red").contains("--print-config"))
        #expect(Self.problem(file: "config: other.yaml").contains("there is no setting config"))
    }

    @Test func rejectsUnknownEnvironmentVariableWithTheNearest() {
        #expect(
            Self.problem(["STENO_PROT": "80"])
                == "There is no setting for the environment variable STENO_PROT. Did you mean STENO_PORT?")
        #expect(Self.problem(["STENO_LOG_TEXT": "1"]).hasSuffix("Did you mean STENO_LOG_TEXTS?"))
        #expect(Self.problem(["STENO_APIKEYS": "x"]).hasSuffix("Did you mean STENO_API_KEYS?"))
        #expect(Self.problem(["STENO_NOSUCH": ""]).contains("--print-config"))
        #expect(Self.problem(["STENO_": "1"]).contains("STENO_"))
        for known in ["STENO_CACHE", "STENO_API_KEY", "STENO_API_KEYS", "STENOX", "steno_port"] {
            #expect(Self.problem([known: "x"]) == "accepted: []")
        }
    }

    @Test func environmentOfKubernetesIsNoMistake() {
        let links = [
            "STENO_WEB_SERVICE_HOST": "10.0.0.1", "STENO_WEB_SERVICE_PORT": "80", "STENO_WEB_PORT": "tcp://10.0.0.1:80",
            "STENO_WEB_PORT_80_TCP_ADDR": "10.0.0.1", "STENO_WEB_PORT_80_TCP": "tcp://10.0.0.1:80",
        ]
        #expect(Self.problem(links) == "accepted: []")
    }

    @Test func aWrongValueIsNamedWithItsPlaceAndWhatIsRight() {
        #expect(Self.problem(file: "host: a\nport: eighty").contains(".yaml, line 2: port cannot be eighty."))
        #expect(
            Self.problem(file: "port: 70000").contains("port cannot be 70000. --port takes a number from 0 to 65535."))
        #expect(Self.problem(["STENO_PORT": "70000"]).hasPrefix("STENO_PORT cannot be 70000. --port takes"))
        #expect(Self.problem(file: "port: [1, 2]").contains("line 1: port takes a single value, not a list"))
        #expect(Self.problem(file: "log-texts: maybe").contains("line 1: log-texts takes true or false, not maybe"))
        #expect(Self.problem(["STENO_LOG_TEXTS": "maybe"]).contains("STENO_LOG_TEXTS"))
        #expect(Self.problem(["STENO_CONFIG": "/nowhere/steno.yaml"]).contains("/nowhere/steno.yaml cannot be read"))
    }

    @Test func optionsThatNeedEachOtherMayComeFromDifferentPlaces() throws {
        let command = try Self.command(["--no-page"], ["STENO_HOST": "nowhere"])
        #expect(command.host == "nowhere" && !command.page)
    }

    @Test func whatIsPrintedSetsTheSameAgain() throws {
        let file = "host: \"a: #b\"\norigin: [x, 'y z']\nlog-texts: true\nworkers: 2"
        let first = try Self.configuration(["--port", "9"], ["STENO_PAGE": "false"], file: file)
        let again = try Self.configuration(file: first.yaml)
        #expect(again.settings.map(\.values) == first.settings.map(\.values))
        let lines = first.yaml.split(separator: "\n")
        #expect(lines.contains { $0.hasPrefix("port: 9 ") && $0.hasSuffix("# command line") })
        #expect(lines.contains { $0.hasPrefix("page: false ") && $0.hasSuffix("# STENO_PAGE") })
        #expect(lines.contains { $0.hasPrefix("host: \"a: #b\" ") && $0.hasSuffix(".yaml, line 1") })
        #expect(lines.contains { $0.hasPrefix("# token-secret:") })
    }

    @Test func everyOptionOfServeCanBeSetInAFile() throws {
        let options = try CommandOption.all(of: ServeCommand.self)
        #expect(options.count > 10)
        #expect(Set(options.map(\.variable)).count == options.count)
        let configuration = try EffectiveConfiguration(of: ServeCommand.self, arguments: [], environment: [:])
        #expect(!configuration.isAskedFor)
        #expect(configuration.yaml.contains("max-sessions: 1000 "))
    }
}
