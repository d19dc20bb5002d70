/// The value of a header field with parameters, such as `form-data; name="file"; filename="a.wav"` (RFC 9110, section 5.6.6).
struct HeaderParameters: Equatable {
    /// What stands before the first semicolon, in lower case.
    let value: String
    /// The parameters by their names in lower case.
    private(set) var parameters: [String: String] = [:]

    /// Reads a field; what is malformed is left out.
    init(_ field: String) {
        var rest = Substring(field)
        self.value = Self.trimmed(Self.take(&rest, until: ";")).lowercased()
        while !rest.isEmpty {
            let name = Self.trimmed(Self.take(&rest, until: "=", or: ";")).lowercased()
            guard !name.isEmpty else { continue }
            rest = rest.drop(while: \.isWhitespace)
            if rest.first == "\"" {
                rest.removeFirst()
                self.parameters[name] = Self.takeQuoted(&rest)
                _ = Self.take(&rest, until: ";")
            } else {
                self.parameters[name] = Self.trimmed(Self.take(&rest, until: ";"))
            }
        }
    }

    /// Takes a text off the beginning, and the mark that ends it.
    private static func take(_ rest: inout Substring, until end: Character, or other: Character? = nil) -> Substring {
        let text = rest.prefix { $0 != end && $0 != other }
        rest = rest[text.endIndex...].dropFirst()
        return text
    }

    /// Takes a quoted text, whose opening mark is gone, and its closing one.
    private static func takeQuoted(_ rest: inout Substring) -> String {
        var text = ""
        while let character = rest.popFirst(), character != "\"" {
            // Browsers send a Windows path with its backslashes as they are: only marks are escaped.
            if character == "\\", let next = rest.first, next == "\"" || next == "\\" {
                text.append(rest.removeFirst())
            } else {
                text.append(character)
            }
        }
        return text
    }

    private static func trimmed(_ text: Substring) -> String {
        let head = text.drop(while: \.isWhitespace)
        return String(head.dropLast(head.reversed().prefix(while: \.isWhitespace).count))
    }
}
