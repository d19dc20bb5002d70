// SPDX-License-Identifier: Apache-2.0

/// What stands on a command line, before it is parsed.
enum CommandLineSettings {
    /// The values by option; those of an unknown one are left to the parser to complain of.
    static func values(in arguments: some Collection<String>, of options: [CommandOption]) -> [String: [String]] {
        var values: [String: [String]] = [:]
        var rest = arguments[...]
        while let argument = rest.popFirst(), argument != "--" {
            let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            if let option = options.first(where: { $0.negation == argument }) {
                values[option.name] = ["false"]
                continue
            }
            guard let option = options.first(where: { $0.spellings.contains(parts[0]) }) else { continue }
            switch option.kind {
            case .flag: values[option.name] = ["true"]
            case .value, .values:
                guard let value = parts.count > 1 ? parts[1] : rest.popFirst() else { continue }
                values[option.name, default: []].append(value)
            }
        }
        return values
    }
}

extension Collection {
    fileprivate mutating func popFirst() -> Element? where SubSequence == Self {
        guard let first else { return nil }
        self = dropFirst()
        return first
    }
}
