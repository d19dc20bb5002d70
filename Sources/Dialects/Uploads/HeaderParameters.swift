// SPDX-License-Identifier: Apache-2.0

import WireText

/// The value of a header field with parameters, such as `form-data; name="file"; filename="a.wav"` (RFC 9110, section 5.6.6).
struct HeaderParameters: Equatable {
    private static let quote = UInt8(ascii: "\"")
    private static let backslash = UInt8(ascii: "\\")

    /// What stands before the first semicolon, in lower case.
    let value: String
    /// The parameters by their names in lower case.
    private(set) var parameters: [String: String] = [:]

    /// Reads a field; what is malformed is left out.
    init(_ field: String) {
        var rest = Substring(field).utf8
        self.value = Self.take(&rest, until: [UInt8(ascii: ";")]).lowercased()
        while !rest.isEmpty {
            let name = Self.take(&rest, until: [UInt8(ascii: "="), UInt8(ascii: ";")]).lowercased()
            guard !name.isEmpty, name.isASCII else { continue }
            rest = Substring(rest).trimmedStart.utf8
            if rest.first == Self.quote {
                rest.removeFirst()
                self.parameters[name] = Self.takeQuoted(&rest)
                _ = Self.take(&rest, until: [UInt8(ascii: ";")])
            } else {
                self.parameters[name] = Self.take(&rest, until: [UInt8(ascii: ";")])
            }
        }
    }

    /// Takes a text off the beginning, without blanks around it, and the mark that ends it.
    private static func take(_ rest: inout Substring.UTF8View, until ends: [UInt8]) -> String {
        let text = rest.prefix { !ends.contains($0) }
        rest = rest[text.endIndex...].dropFirst()
        return String(Substring(text).trimmed)
    }

    /// Takes a quoted text, whose opening mark is gone, and its closing one.
    private static func takeQuoted(_ rest: inout Substring.UTF8View) -> String {
        var text: [UInt8] = []
        while let byte = rest.popFirst(), byte != Self.quote {
            // Browsers send a Windows path with its backslashes as they are: only marks are escaped.
            let isEscape = byte == Self.backslash && (rest.first == Self.quote || rest.first == Self.backslash)
            text.append(isEscape ? rest.removeFirst() : byte)
        }
        return String(decoding: text, as: UTF8.self)
    }
}
