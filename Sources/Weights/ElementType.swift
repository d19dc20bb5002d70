// SPDX-License-Identifier: Apache-2.0

/// The type of a stored tensor's elements.
public enum ElementType: String, Sendable, Hashable, CaseIterable {
    /// IEEE 754 single precision, 4 bytes.
    case float32
    /// IEEE 754 half precision, 2 bytes.
    case float16
    /// The upper half of a `float32`, 2 bytes.
    case bfloat16
    /// Signed integer of 1 byte, as in weights quantized by CTranslate2.
    case int8
    /// Unsigned integer of 1 byte.
    case uint8
    /// Signed integer of 2 bytes.
    case int16
    /// Signed integer of 4 bytes.
    case int32
    /// Signed integer of 8 bytes.
    case int64

    /// Bytes that one element takes in the file.
    public var byteCount: Int {
        switch self {
        case .int8, .uint8: 1
        case .float16, .bfloat16, .int16: 2
        case .float32, .int32: 4
        case .int64: 8
        }
    }
}
