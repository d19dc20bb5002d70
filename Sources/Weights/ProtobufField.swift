// SPDX-License-Identifier: Apache-2.0

/// A field of a Protocol Buffers message: its number, and its value as the wire format tells it apart.
///
/// Format: <https://protobuf.dev/programming-guides/encoding/>.
enum ProtobufField {
    case number(_ field: UInt64, UInt64)
    /// A text, bytes, a message or packed numbers, and where in the file they lie.
    case bytes(_ field: UInt64, Range<Int>)
}

extension ByteReader {
    /// The next field of a message.
    mutating func protobufField() throws(WeightsError) -> ProtobufField {
        let tag = try varint()
        let field = tag >> 3
        switch tag & 7 {
        case 0: return .number(field, try varint())
        case 1: return .number(field, try integer(UInt64.self, "field \(field)"))
        case 2:
            guard let count = Int(exactly: try varint()) else {
                throw .damaged(file.path, "field \(field) has an impossible length")
            }
            return .bytes(field, try skip(count, "field \(field)"))
        case 5: return .number(field, UInt64(try integer(UInt32.self, "field \(field)")))
        default: throw .damaged(file.path, "it is not a Protocol Buffers message")
        }
    }

    /// A number of seven bits a byte, lowest first.
    mutating func varint() throws(WeightsError) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            let byte = try integer(UInt8.self, "a number")
            value |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 { return value }
        }
        throw .damaged(file.path, "a number has more than ten bytes")
    }
}
