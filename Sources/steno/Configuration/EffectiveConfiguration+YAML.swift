// SPDX-License-Identifier: Apache-2.0

extension EffectiveConfiguration {
    /// A file that sets the same, with where each value comes from.
    var yaml: String {
        let lines = settings.map { ($0.yaml, "# \($0.origin)") }
        let width = lines.map(\.0.count).max() ?? 0
        return lines.map { "\($0.0.rightPadded(to: width))  \($0.1)" }.joined(separator: "\n")
    }
}

extension EffectiveConfiguration.Setting {
    fileprivate var yaml: String {
        guard let first = values.first else { return "# \(option.name):" }
        let value = option.kind == .values ? "[\(values.map(Self.quoted).joined(separator: ", "))]" : Self.quoted(first)
        return "\(option.name): \(value)"
    }

    /// Text as a YAML scalar, in quotes unless it is surely understood without them.
    private static func quoted(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "_"),
                UInt8(ascii: "-"):
                true
            default: false
            }
        }
        if isPlain, text.first.map({ $0 != "-" }) == true, text != "null" { return text }
        let escaped = text.map { character in
            switch character {
            case "\\": "\\\\"
            case "\"": "\\\""
            case "\n": "\\n"
            case "\t": "\\t"
            default: String(character)
            }
        }
        return "\"\(escaped.joined())\""
    }
}

extension EffectiveConfiguration.Origin: CustomStringConvertible {
    var description: String {
        switch self {
        case .commandLine: "command line"
        case .environment(let variable): variable
        case .file(let path, let line): "\(path), line \(line)"
        case .byDefault: "default"
        }
    }
}
