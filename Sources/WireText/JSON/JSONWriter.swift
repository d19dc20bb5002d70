// SPDX-License-Identifier: Apache-2.0

/// Writes JSON, names in alphabetical order: the same bytes as Foundation's encoder, in time linear in their number.
struct JSONWriter {
    private(set) var bytes: [UInt8] = []

    /// - Throws: ``JSONError`` for a number that JSON does not have, such as infinity.
    mutating func write(_ value: JSONValue) throws(JSONError) {
        switch value {
        case .null: self.write("null")
        case .flag(let flag): self.write(flag ? "true" : "false")
        case .integer(let integer): self.write("\(integer)")
        case .number(let number):
            guard number.isFinite else { throw .malformed }
            let text = "\(number)"
            self.write(text.hasSuffix(".0") ? String(text.dropLast(2)) : text)
        case .text(let text): self.writeQuoted(text)
        case .list(let list):
            self.write("[")
            for (index, value) in list.enumerated() {
                if index > 0 { self.write(",") }
                try self.write(value)
            }
            self.write("]")
        case .object(let fields):
            self.write("{")
            for (index, field) in fields.sorted(by: { $0.key < $1.key }).enumerated() {
                if index > 0 { self.write(",") }
                self.writeQuoted(field.key)
                self.write(":")
                try self.write(field.value)
            }
            self.write("}")
        }
    }

    private mutating func write(_ text: String) {
        self.bytes += text.utf8
    }

    private mutating func writeQuoted(_ text: String) {
        self.write("\"")
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): self.write("\\\"")
            case UInt8(ascii: "\\"): self.write("\\\\")
            case 0x08: self.write("\\b")
            case 0x0C: self.write("\\f")
            case 0x0A: self.write("\\n")
            case 0x0D: self.write("\\r")
            case 0x09: self.write("\\t")
            case ..<0x20: self.write("\\u00" + Hexadecimal.encode([byte]))
            default: self.bytes.append(byte)
            }
        }
        self.write("\"")
    }
}
