/// The parameters of a request's query.
enum HTTPQuery {
    /// Splits a query such as `language=en&prompt=red+green`, in order, with percent signs and plus signs decoded.
    static func parse(_ query: String) -> [(name: String, value: ParameterValue)] {
        // By bytes: a character can be as long as the query.
        query.utf8.split(separator: UInt8(ascii: "&")).map { item in
            let parts = item.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            return (self.decode(parts[0]), .text(parts.count > 1 ? self.decode(parts[1]) : ""))
        }
    }

    /// A text with its percent signs decoded, and its plus signs unless it is a path.
    static func decode(_ text: Substring.UTF8View, plusIsBlank: Bool = true) -> String {
        var bytes: [UInt8] = []
        var rest = text[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+") where plusIsBlank:
                bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                if let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16), rest.count >= 2 {
                    bytes.append(code)
                    rest = rest.dropFirst(2)
                } else {
                    bytes.append(byte)
                }
            default:
                bytes.append(byte)
            }
        }
        return ReceivedText.decode(bytes)
    }
}
