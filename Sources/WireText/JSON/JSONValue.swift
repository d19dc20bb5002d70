// SPDX-License-Identifier: Apache-2.0

package import NIOCore

/// Any JSON, for messages whose fields may have any kind.
package enum JSONValue: Sendable, Equatable {
    case null
    case flag(Bool)
    case integer(Int)
    case number(Double)
    case text(String)
    case list([JSONValue])
    case object([String: JSONValue])

    /// Reads a text, in time linear in its length.
    /// - Throws: ``JSONError`` when it is not JSON, or more than a client may send.
    package init(parsing text: String) throws(JSONError) {
        var text = text
        self = try text.withUTF8 { bytes in Result { () throws(JSONError) in try JSONParser.parse(bytes) } }.get()
    }

    /// Reads the bytes of a text; broken UTF-8 is not JSON.
    /// - Throws: ``JSONError``.
    package init(parsing bytes: ByteBuffer) throws(JSONError) {
        self = try bytes.withUnsafeReadableBytes { bytes in
            Result { () throws(JSONError) in try JSONParser.parse(bytes.assumingMemoryBound(to: UInt8.self)) }
        }.get()
    }

    /// The field of an object; nil where there is none.
    package subscript(name: String) -> JSONValue? {
        if case .object(let fields) = self { fields[name] } else { nil }
    }

    package var text: String? {
        if case .text(let text) = self { text } else { nil }
    }

    /// A number, whole or not.
    package var number: Double? {
        switch self {
        case .integer(let integer): Double(integer)
        case .number(let number): number
        default: nil
        }
    }

    /// A whole number, however it is written.
    package var integer: Int? { self.number.flatMap { Int(exactly: $0) } }

    package var list: [JSONValue]? {
        if case .list(let list) = self { list } else { nil }
    }

    /// Whether it is an object.
    package var isObject: Bool {
        if case .object = self { true } else { false }
    }

    /// The value as a message may show it; cut if it is long.
    package var shown: String {
        ReceivedText.beginning(of: self.text ?? (try? self.json()) ?? "null", bytes: 60)
    }

    /// As text, keys in alphabetical order.
    /// - Throws: ``JSONError`` for a number that JSON does not have.
    package func json() throws(JSONError) -> String {
        var writer = JSONWriter()
        try writer.write(self)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

extension JSONValue: Encodable {
    /// For values within others; by itself ``json()`` is quicker.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .flag(let flag): try container.encode(flag)
        case .integer(let integer): try container.encode(integer)
        case .number(let number): try container.encode(number)
        case .text(let text): try container.encode(text)
        case .list(let list): try container.encode(list)
        case .object(let fields): try container.encode(fields)
        }
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByNilLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(stringLiteral value: String) { self = .text(value) }
    package init(integerLiteral value: Int) { self = .integer(value) }
    package init(floatLiteral value: Double) { self = .number(value) }
    package init(booleanLiteral value: Bool) { self = .flag(value) }
    package init(nilLiteral: ()) { self = .null }
    package init(arrayLiteral elements: JSONValue...) { self = .list(elements) }
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(Dictionary(elements, uniquingKeysWith: { $1 }))
    }
}
