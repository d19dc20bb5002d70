// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Configuration

/// What a command runs with: its options from the command line, else from the environment, else from a file, else by
/// default.
///
/// The options are those that ArgumentParser knows of the command. What does not stand on the command line is added to
/// it, so that every value is parsed and checked in one place.
struct EffectiveConfiguration {
    /// Where a value comes from.
    enum Origin: Equatable {
        case commandLine
        case environment(variable: String)
        case file(path: String, line: Int)
        case byDefault
    }

    /// An option with its values: one, several if it takes several, none if there is no default.
    struct Setting: Equatable {
        let option: CommandOption
        let values: [String]
        let origin: Origin
    }

    /// Options about configuration itself: they have no place in a file.
    static let fileOption = "config"
    static let printOption = "print-config"

    let settings: [Setting]
    /// The command line as it would have to be without environment and file.
    let arguments: [String]
    /// Whether the user only wants to see it.
    let isAskedFor: Bool

    /// Gathers the settings.
    ///
    /// - Parameters:
    ///   - command: the command.
    ///   - arguments: those of the command itself.
    ///   - environment: the variables.
    /// - Throws: ``CommandError`` for a file that cannot be read, a name that is not known, and a value that is not
    ///   understood.
    init(of command: any ParsableCommand.Type, arguments: [String], environment: [String: String]) throws {
        let all = try CommandOption.all(of: command)
        let given = CommandLineSettings.values(in: arguments, of: all)
        let options = all.filter { ![Self.fileOption, Self.printOption].contains($0.name) }
        try EnvironmentNames.check(environment, options: all)
        let variables = EnvironmentVariablesProvider(environmentVariables: environment).prefixKeys(with: "steno")
        let path = given[Self.fileOption]?.last ?? environment["STENO_CONFIG"]
        let file = try path.map { try ConfigurationFile(path: $0) }
        try file?.check(names: options.map(\.name))

        settings = try options.map { option in
            if let values = given[option.name] { return Setting(option: option, values: values, origin: .commandLine) }
            if let values = try Self.values(of: option, in: variables.snapshot()) {
                return Setting(option: option, values: values, origin: .environment(variable: option.variable))
            }
            if let file, let values = try Self.values(of: option, in: file) {
                let line = file.entries.first { $0.key == option.name }?.line ?? 0
                return Setting(option: option, values: values, origin: .file(path: file.path, line: line))
            }
            let value = option.kind == .flag ? option.defaultValue ?? "false" : option.defaultValue
            return Setting(option: option, values: value.map { [$0] } ?? [], origin: .byDefault)
        }
        let added = settings.filter(\.isAdded)
        self.arguments = added.flatMap(\.arguments) + arguments
        isAskedFor = given[Self.printOption] != nil
        try Self.check(added, self.arguments, of: command)
    }

    private static func values(of option: CommandOption, in source: any ConfigSnapshot) throws -> [String]? {
        let key = AbsoluteConfigKey([option.name])
        func content(_ type: ConfigType) throws -> ConfigContent? {
            do {
                return try source.value(forKey: key, type: type).value?.content
            } catch let error as CommandError {
                throw error
            } catch {
                // Text can be anything: only a flag fails.
                throw CommandError("\(option.variable) is neither true nor false", remedy: "Set it to one of them.")
            }
        }
        switch option.kind {
        case .value: if case .string(let text)? = try content(.string) { return [text] }
        case .values: if case .stringArray(let texts)? = try content(.stringArray) { return texts }
        case .flag: if case .bool(let flag)? = try content(.bool) { return ["\(flag)"] }
        }
        return nil
    }

    /// Lets the command parse all of it; of what it does not like, says where it stands.
    private static func check(
        _ added: [Setting], _ arguments: [String], of command: any ParsableCommand.Type
    ) throws {
        guard let complaint = Self.complaint(of: command, about: arguments) else { return }
        // Alone, only the value at fault gives the same complaint.
        guard let culprit = added.first(where: { Self.complaint(of: command, about: $0.arguments) == complaint }) else {
            return
        }
        let name = culprit.option.name
        let place =
            switch culprit.origin {
            case .environment(let variable): variable
            case .file(let path, let line): "\(path), line \(line): \(name)"
            case .commandLine, .byDefault: "--\(name)"
            }
        throw CommandError(
            "\(place) cannot be \(culprit.values.joined(separator: ", "))",
            remedy: complaint.hasSuffix(".") ? complaint : complaint + ".")
    }

    private static func complaint(of command: any ParsableCommand.Type, about arguments: [String]) -> String? {
        do {
            _ = try command.parse(arguments)
            return nil
        } catch {
            return command.message(for: error)
        }
    }
}

extension EffectiveConfiguration.Setting {
    /// Whether the command line does not say so itself.
    fileprivate var isAdded: Bool {
        switch origin {
        case .environment, .file: true
        case .commandLine, .byDefault: false
        }
    }

    /// The setting as it would stand on a command line.
    fileprivate var arguments: [String] {
        guard option.kind == .flag else { return values.map { "--\(option.name)=\($0)" } }
        return values == ["true"] ? ["--\(option.name)"] : option.negation.map { [$0] } ?? []
    }
}
