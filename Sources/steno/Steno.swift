// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// The command line: `steno serve`, `transcribe`, `speakers`, `stream`, `bench`, `models`, `keys`, `doctor`, `top`.
@main
struct Steno: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "steno",
        abstract: "Live transcription: speech in over a WebSocket, words out while it is spoken.",
        discussion: """
            Start a server and open its page:
              steno models pull base
              steno serve

            Results go to standard output, progress and logs to standard error.
            Exit codes: 0 done, 1 it failed, 64 the command was not understood, 130 interrupted.
            Models are kept in $STENO_CACHE, else in ~/.cache/steno.
            """,
        version: Version.current,
        subcommands: [
            ServeCommand.self, TranscribeCommand.self, SpeakersCommand.self, StreamCommand.self, BenchCommand.self,
            ModelsCommand.self, KeysCommand.self, DoctorCommand.self, TopCommand.self,
        ]
    )

    static func main() async {
        Terminal.occupyClosedStreams()
        do {
            guard let arguments = try arguments() else { return }
            var command = try parseAsRoot(arguments)
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            end(with: error)
        }
    }

    /// The command line, for `serve` with what environment and file add to it; nil if that was only to be shown.
    private static func arguments() throws -> [String]? {
        let arguments = CommandWords.all()
        let isHelp = !Set(arguments).isDisjoint(with: ["-h", "--help", "--version"])
        guard let name = ServeCommand.configuration.commandName, arguments.first == name, !isHelp else {
            return arguments
        }
        let configuration = try EffectiveConfiguration(
            of: ServeCommand.self, arguments: Array(arguments.dropFirst()), environment: Environment.variables)
        guard configuration.isAskedFor else { return [name] + configuration.arguments }
        _ = try parseAsRoot([name] + configuration.arguments)
        Terminal.standardOutput.writeLine(configuration.yaml)
        return nil
    }

    /// Help and version go out as they are; an error is one line on standard error.
    private static func end(with error: any Error) -> Never {
        let code = exitCode(for: error)
        if error is ExitCode { exit(withError: error) }
        if code == .success {
            Terminal.standardOutput.writeLine(fullMessage(for: error))
            exit(withError: ExitCode.success)
        }
        if code == .validationFailure {
            let help = "See `\(helpCommand(for: error))`."
            Terminal.standardError.writeLine("steno: \(oneLine(message(for: error))) \(help)")
            exit(withError: code)
        }
        Terminal.standardError.writeLine("steno: \(oneLine("\(error)"))")
        exit(withError: ExitCode.failure)
    }

    /// The `--help` to look at, from the usage line of the command at hand.
    private static func helpCommand(for error: any Error) -> String {
        let text = fullMessage(for: error)
        guard let start = text.firstRange(of: "See '"), let end = text[start.upperBound...].firstIndex(of: "'") else {
            return "steno --help"
        }
        return String(text[start.upperBound..<end])
    }

    private static func oneLine(_ text: String) -> String {
        let line = text.split(whereSeparator: \.isNewline).map { $0.trimmingPrefix(while: \.isWhitespace) }
            .joined(separator: " ")
        return line.last.map { ".!?".contains($0) } == true ? line : line + "."
    }
}
