// SPDX-License-Identifier: Apache-2.0

/// Reads little-endian fields one after another; each length is checked against what is left.
struct ByteReader {
    let file: MappedFile
    private(set) var offset: Int
    private let end: Int

    /// Reads the whole file.
    init(_ file: MappedFile) {
        self.init(file, file.bytes.indices)
    }

    /// Reads a range that lies within the file.
    init(_ file: MappedFile, _ range: Range<Int>) {
        self.file = file
        offset = range.lowerBound
        end = range.upperBound
    }

    var remaining: Int { end - offset }

    /// Steps over `count` bytes and returns where they lie in the file.
    mutating func skip(_ count: Int, _ what: @autoclosure () -> String) throws(WeightsError) -> Range<Int> {
        guard count >= 0, count <= remaining else {
            throw .damaged(file.path, "\(what()) needs \(count) bytes, \(remaining) are left")
        }
        defer { offset += count }
        return offset..<(offset + count)
    }

    mutating func integer<Value: FixedWidthInteger>(
        _ type: Value.Type, _ what: @autoclosure () -> String
    ) throws(WeightsError) -> Value {
        let range = try skip(MemoryLayout<Value>.size, what())
        return Value(littleEndian: file.bytes.loadUnaligned(fromByteOffset: range.lowerBound, as: Value.self))
    }

    /// A string as CTranslate2 writes it: a length of two bytes that counts the closing NUL, the text, the NUL.
    mutating func string(_ what: @autoclosure () -> String) throws(WeightsError) -> String {
        let length = try integer(UInt16.self, what())
        let range = try skip(Int(length), what())
        let bytes = file.bytes[range]
        guard bytes.last == 0, let text = String(validating: bytes.dropLast(), as: UTF8.self), !text.contains("\0")
        else { throw .damaged(file.path, "\(what()) is not a text") }
        return text
    }
}
