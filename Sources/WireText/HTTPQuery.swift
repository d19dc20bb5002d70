// SPDX-License-Identifier: Apache-2.0

/// The parameters of a request's query.
package enum HTTPQuery {
    /// Splits a query such as `language=en&prompt=red+green`, in order, with percent signs and plus signs decoded.
    ///
    /// A name that is not ASCII keeps its percent signs: no known name has such letters, and ASCII is compared quickly.
    /// One pass over the bytes: a client may send thousands of parameters, and a character can be as long as the query.
    package static func parse(_ query: String) -> [(name: String, value: ParameterValue)] {
        var query = query
        return query.withUTF8 { bytes in
            var parameters: [(name: String, value: ParameterValue)] = []
            var start = 0
            while start < bytes.count {
                let end = bytes[start...].firstIndex(of: UInt8(ascii: "&")) ?? bytes.count
                if end > start { parameters.append(self.parameter(UnsafeBufferPointer(rebasing: bytes[start..<end]))) }
                start = end + 1
            }
            return parameters
        }
    }

    /// A text with its percent signs decoded, as in a path.
    package static func decode(path text: String) -> String {
        var text = text
        return text.withUTF8 { self.decode($0, plusIsBlank: false) }
    }

    private static func parameter(_ item: UnsafeBufferPointer<UInt8>) -> (name: String, value: ParameterValue) {
        guard let equals = item.firstIndex(of: UInt8(ascii: "=")) else {
            return (self.name(item), .text(""))
        }
        let (name, value) = (item[..<equals], item[(equals + 1)...])
        return (
            self.name(UnsafeBufferPointer(rebasing: name)),
            .text(self.decode(UnsafeBufferPointer(rebasing: value), plusIsBlank: true))
        )
    }

    private static func name(_ item: UnsafeBufferPointer<UInt8>) -> String {
        let name = self.decode(item, plusIsBlank: true)
        return name.isASCII ? name : self.encode(item)
    }

    /// A text as it came, with all that is not ASCII in percent signs.
    private static func encode(_ item: UnsafeBufferPointer<UInt8>) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(3 * item.count)
        for byte in item {
            if byte < 0x80 {
                bytes.append(byte)
            } else {
                bytes.append(UInt8(ascii: "%"))
                bytes.append(self.hexadecimal(byte >> 4))
                bytes.append(self.hexadecimal(byte & 0xF))
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func hexadecimal(_ digit: UInt8) -> UInt8 {
        digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "A") + digit - 10
    }

    private static func decode(_ text: UnsafeBufferPointer<UInt8>, plusIsBlank: Bool) -> String {
        let isMark = { (byte: UInt8) in byte == UInt8(ascii: "%") || plusIsBlank && byte == UInt8(ascii: "+") }
        guard let first = text.firstIndex(where: isMark) else { return ReceivedText.decode(text) }
        var bytes = [UInt8](text[..<first])
        bytes.reserveCapacity(text.count)
        var position = first
        while position < text.count {
            let byte = text[position]
            position += 1
            if byte == UInt8(ascii: "%"), position + 1 < text.count,
                let high = self.digit(text[position]), let low = self.digit(text[position + 1])
            {
                bytes.append(high << 4 | low)
                position += 2
            } else {
                bytes.append(plusIsBlank && byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            }
        }
        return ReceivedText.decode(bytes)
    }

    /// The value of a hexadecimal digit.
    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
