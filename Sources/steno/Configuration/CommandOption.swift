// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// An option of a command, as ArgumentParser itself describes it: so a new one is known everywhere at once.
struct CommandOption: Equatable, Sendable {
    /// What it takes.
    enum Kind: Equatable, Sendable {
        case value
        /// Values, one each time that it is given.
        case values
        /// Nothing: it is there or not.
        case flag
    }

    /// The long name without its dashes, which is also the key in a file.
    let name: String
    /// How it may be written on a command line, dashes and all.
    let spellings: [String]
    /// How the opposite of a flag is written, as in `--no-page`; nil if it cannot be.
    private(set) var negation: String?
    let kind: Kind
    let defaultValue: String?

    /// The environment variable of the same meaning.
    var variable: String {
        "STENO_" + name.uppercased().map { $0.isLetter || $0.isNumber ? String($0) : "_" }.joined()
    }

    /// The options of a command, in the order of its help.
    static func all(of command: any ParsableCommand.Type) throws -> [CommandOption] {
        let data = Data(command._dumpHelp().utf8)
        let tool = try JSONDecoder().decode(ToolInfo.self, from: data)
        let options = (tool.command.arguments ?? []).compactMap(CommandOption.init)
        let flags = Set(options.filter { $0.kind == .flag }.map(\.name))
        // ArgumentParser knows a flag and its opposite as two flags.
        return options.filter { !($0.name.hasPrefix("no-") && flags.contains(String($0.name.dropFirst(3)))) }
            .map { option in
                var option = option
                if flags.contains("no-\(option.name)") { option.negation = "--no-\(option.name)" }
                return option
            }
    }

    private init?(_ argument: ToolInfo.Argument) {
        let names = argument.names ?? []
        guard argument.kind != "positional", let name = names.first(where: { $0.kind == "long" })?.name,
            name != "help", name != "version"
        else { return nil }
        self.name = name
        spellings = names.map { $0.kind == "long" ? "--\($0.name)" : "-\($0.name)" }
        kind = argument.kind == "flag" ? .flag : argument.isRepeating ? .values : .value
        defaultValue = argument.defaultValue
    }

    /// The part of ArgumentParser's description of a tool, version 0, that is of use here.
    private struct ToolInfo: Decodable {
        struct Command: Decodable {
            let arguments: [Argument]?
        }

        struct Argument: Decodable {
            let kind: String
            let isRepeating: Bool
            let names: [Name]?
            let defaultValue: String?
        }

        struct Name: Decodable {
            let kind: String
            let name: String
        }

        let command: Command
    }
}
