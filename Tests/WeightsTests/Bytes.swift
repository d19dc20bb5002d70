// SPDX-License-Identifier: Apache-2.0

/// The bytes of numbers, little-endian.
func bytes<Value: FixedWidthInteger>(_ values: Value...) -> [UInt8] {
    values.flatMap { value in withUnsafeBytes(of: value.littleEndian) { Array($0) } }
}

/// The bytes of floats, little-endian.
func bytes(_ values: [Float]) -> [UInt8] {
    values.flatMap { bytes($0.bitPattern) }
}

/// A `model.bin` put together field by field, and where each field ends.
struct CTranslate2Bytes {
    private(set) var bytes: [UInt8] = []
    private(set) var ends: [Int] = []

    init(version: UInt32 = 6, specification: String = "TestSpec", revision: UInt32 = 3) {
        integer(version)
        string(specification)
        integer(revision)
    }

    mutating func integer<Value: FixedWidthInteger>(_ value: Value) {
        raw(withUnsafeBytes(of: value.littleEndian) { Array($0) })
    }

    mutating func string(_ text: String) {
        integer(UInt16(text.utf8.count + 1))
        raw(Array(text.utf8) + [0])
    }

    mutating func raw(_ more: [UInt8]) {
        bytes += more
        ends.append(bytes.count)
    }

    mutating func variable(_ name: String, shape: [UInt32], type: UInt8, data: [UInt8], size: UInt32? = nil) {
        string(name)
        integer(UInt8(shape.count))
        for dimension in shape { integer(dimension) }
        integer(type)
        integer(size ?? UInt32(data.count))
        raw(data)
    }
}

/// The bytes of a safetensors file with that header.
func safetensors(_ header: String, _ data: [UInt8] = []) -> [UInt8] {
    bytes(UInt64(header.utf8.count)) + Array(header.utf8) + data
}
