// SPDX-License-Identifier: Apache-2.0

/// Reads JSON as RFC 8259 has it and nothing else, in time linear in its length.
///
/// Foundation's decoder cannot be used for what strangers send: to find out what kind a value is it must try all of them, at a
/// cost that grows with the third power of the depth. Here a byte is looked at once, the depth and the number of values are
/// bounded, and so is the memory.
struct JSONParser {
    /// How deeply lists and objects may lie in one another.
    static let deepest = 16
    /// The most values in a text, those in lists and objects counted.
    static let mostValues = 10_000
    /// The most names in a text, those of all objects together: to hash a name takes ten times as long as to read a value.
    static let mostNames = 3_000
    /// The most characters of a number.
    private static let longestNumber = 400

    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0
    private var values = 0
    private var names = 0

    private init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    /// The value that a text is. Of equal names in an object the last counts.
    static func parse(_ bytes: UnsafeBufferPointer<UInt8>) throws(JSONError) -> JSONValue {
        var parser = JSONParser(bytes)
        let value = try parser.readValue(depth: 0)
        guard parser.next() == nil else { throw .malformed }
        return value
    }

    /// The next byte that is no white space, which stays; nil at the end.
    private mutating func next() -> UInt8? {
        while self.position < self.bytes.count {
            switch self.bytes[self.position] {
            case 0x20, 0x09, 0x0A, 0x0D: self.position += 1
            case let byte: return byte
            }
        }
        return nil
    }

    /// Takes the next byte that is no white space if it is this one.
    private mutating func take(_ byte: Unicode.Scalar) -> Bool {
        guard self.next() == UInt8(ascii: byte) else { return false }
        self.position += 1
        return true
    }

    private mutating func readValue(depth: Int) throws(JSONError) -> JSONValue {
        try self.weigh(1)
        switch self.next() {
        case UInt8(ascii: "{"): return try self.readObject(depth: depth + 1)
        case UInt8(ascii: "["): return try self.readList(depth: depth + 1)
        case UInt8(ascii: "\""): return .text(try self.readText())
        case UInt8(ascii: "t"): return try self.read("true", as: .flag(true))
        case UInt8(ascii: "f"): return try self.read("false", as: .flag(false))
        case UInt8(ascii: "n"): return try self.read("null", as: .null)
        default: return try self.readNumber()
        }
    }

    /// Counts what is as much work as so many values.
    private mutating func weigh(_ values: Int) throws(JSONError) {
        self.values += values
        guard self.values <= Self.mostValues else { throw .tooMany }
    }

    private mutating func read(_ word: StaticString, as value: JSONValue) throws(JSONError) -> JSONValue {
        let end = self.position + word.utf8CodeUnitCount
        guard end <= self.bytes.count,
            (self.position..<end).allSatisfy({ self.bytes[$0] == word.utf8Start[$0 - self.position] })
        else { throw .malformed }
        self.position = end
        return value
    }

    private mutating func readList(depth: Int) throws(JSONError) -> JSONValue {
        guard depth <= Self.deepest else { throw .tooDeep }
        self.position += 1
        var list: [JSONValue] = []
        if self.take("]") { return .list(list) }
        repeat { list.append(try self.readValue(depth: depth)) } while self.take(",")
        guard self.take("]") else { throw .malformed }
        return .list(list)
    }

    private mutating func readObject(depth: Int) throws(JSONError) -> JSONValue {
        guard depth <= Self.deepest else { throw .tooDeep }
        self.position += 1
        if self.take("}") { return .object([:]) }
        var fields: [(name: String, value: JSONValue)] = []
        repeat {
            guard self.next() == UInt8(ascii: "\"") else { throw .malformed }
            self.names += 1
            guard self.names <= Self.mostNames else { throw .tooManyNames }
            let name = try self.readText()
            // To hash other text than ASCII is slow, and no message has such names.
            if name.utf8.contains(where: { $0 >= 0x80 }) { try self.weigh(name.utf8.count) }
            guard self.take(":") else { throw .malformed }
            fields.append((name, try self.readValue(depth: depth)))
        } while self.take(",")
        guard self.take("}") else { throw .malformed }
        // A dictionary that grows hashes every name again and again.
        var object = [String: JSONValue](minimumCapacity: fields.count)
        for (name, value) in fields { object[name] = value }
        return .object(object)
    }

    private mutating func readNumber() throws(JSONError) -> JSONValue {
        let start = self.position
        let isNegative = self.current == UInt8(ascii: "-")
        if isNegative { self.position += 1 }
        let first = self.position
        guard let value = self.readDigits() else { throw .malformed }
        let digits = self.position - first
        guard digits == 1 || self.bytes[first] != UInt8(ascii: "0") else { throw .malformed }
        var isWhole = true
        if self.current == UInt8(ascii: ".") {
            isWhole = false
            self.position += 1
            guard self.readDigits() != nil else { throw .malformed }
        }
        if self.current == UInt8(ascii: "e") || self.current == UInt8(ascii: "E") {
            isWhole = false
            self.position += 1
            if self.current == UInt8(ascii: "+") || self.current == UInt8(ascii: "-") { self.position += 1 }
            guard self.readDigits() != nil else { throw .malformed }
        }
        // So many digits do not overflow.
        if isWhole, digits <= 18 { return .integer(isNegative ? -value : value) }
        guard self.position - start <= Self.longestNumber else { throw .malformed }
        let text = String(decoding: self.bytes[start..<self.position], as: UTF8.self)
        if isWhole, let integer = Int(text) { return .integer(integer) }
        guard let number = Double(text), number.isFinite else { throw .malformed }
        return Int(exactly: number).map(JSONValue.integer) ?? .number(number)
    }

    /// The byte at the position; nil at the end.
    private var current: UInt8? { self.position < self.bytes.count ? self.bytes[self.position] : nil }

    /// The value of the digits that are next, if there are few enough; nil if there is none.
    private mutating func readDigits() -> Int? {
        let start = self.position
        var value = 0
        while let digit = self.current.map({ $0 &- UInt8(ascii: "0") }), digit < 10 {
            value = value &* 10 &+ Int(digit)
            self.position += 1
        }
        return self.position > start ? value : nil
    }

    /// Reads a text, whose opening quote is next.
    private mutating func readText() throws(JSONError) -> String {
        self.position += 1
        var unescaped: [UInt8] = []
        while true {
            let start = self.position
            let isASCII = self.skipPlainText()
            guard self.position < self.bytes.count else { throw .malformed }
            let plain = UnsafeBufferPointer(rebasing: self.bytes[start..<self.position])
            switch self.bytes[self.position] {
            case UInt8(ascii: "\""):
                self.position += 1
                if unescaped.isEmpty, isASCII { return String(decoding: plain, as: UTF8.self) }
                if unescaped.isEmpty { return try Self.text(plain) }
                unescaped += plain
                return try unescaped.withUnsafeBufferPointer { bytes throws(JSONError) in try Self.text(bytes) }
            case UInt8(ascii: "\\"):
                self.position += 1
                unescaped += plain
                try self.readEscape(into: &unescaped)
            default: throw .malformed
            }
        }
    }

    /// - Returns: whether there was nothing but ASCII.
    private mutating func skipPlainText() -> Bool {
        var all: UInt8 = 0
        while self.position < self.bytes.count {
            let byte = self.bytes[self.position]
            guard byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") else { break }
            all |= byte
            self.position += 1
        }
        return all < 0x80
    }

    private static func text(_ bytes: UnsafeBufferPointer<UInt8>) throws(JSONError) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .malformed }
        return ReceivedText.bound(text)
    }

    /// Reads what stands behind a backslash.
    private mutating func readEscape(into text: inout [UInt8]) throws(JSONError) {
        guard self.position < self.bytes.count else { throw .malformed }
        let mark = self.bytes[self.position]
        self.position += 1
        switch mark {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(mark)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            guard let scalar = Unicode.Scalar(try self.readCodePoint()) else { throw .malformed }
            text += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
        default: throw .malformed
        }
    }

    /// The code point of an escape, of two for those that UTF-16 has as a pair.
    private mutating func readCodePoint() throws(JSONError) -> UInt32 {
        let first = try self.readHexadecimal()
        guard (0xD800..<0xDC00).contains(first) else { return first }
        guard self.position + 1 < self.bytes.count, self.bytes[self.position] == UInt8(ascii: "\\"),
            self.bytes[self.position + 1] == UInt8(ascii: "u")
        else { throw .malformed }
        self.position += 2
        let second = try self.readHexadecimal()
        guard (0xDC00..<0xE000).contains(second) else { throw .malformed }
        return 0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)
    }

    private mutating func readHexadecimal() throws(JSONError) -> UInt32 {
        guard self.position + 4 <= self.bytes.count else { throw .malformed }
        var value: UInt32 = 0
        for byte in self.bytes[self.position..<self.position + 4] {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt32(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt32(byte - UInt8(ascii: "a") + 10)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): value = value << 4 | UInt32(byte - UInt8(ascii: "A") + 10)
            default: throw .malformed
            }
        }
        self.position += 4
        return value
    }
}
