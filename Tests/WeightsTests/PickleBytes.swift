// SPDX-License-Identifier: Apache-2.0

/// A legacy checkpoint of PyTorch put together instruction by instruction.
struct PickleBytes {
    private(set) var bytes: [UInt8] = [0x80, 2]

    static let magicNumber: [UInt8] = [
        0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e,
    ]

    mutating func raw(_ more: [UInt8]) { bytes += more }

    mutating func code(_ character: Character) { bytes += Array(String(character).utf8) }

    mutating func text(_ text: String) {
        code("X")
        raw(WeightsTests.bytes(UInt32(text.utf8.count)) + Array(text.utf8))
    }

    mutating func integer(_ value: Int32) {
        code("J")
        raw(WeightsTests.bytes(value))
    }

    mutating func global(_ module: String, _ name: String) {
        code("c")
        raw(Array("\(module)\n\(name)\n".utf8))
    }

    mutating func tuple(_ values: [Int32]) {
        code("(")
        for value in values { integer(value) }
        code("t")
    }

    /// A tensor of float32, as PyTorch calls for it.
    mutating func tensor(
        storage key: String, count: Int32, offset: Int32 = 0, shape: [Int32], strides: [Int32]
    ) {
        global("torch._utils", "_rebuild_tensor_v2")
        code("(")
        code("(")
        text("storage")
        global("torch", "FloatStorage")
        text(key)
        text("cuda:0")
        integer(count)
        code("N")
        code("t")
        code("Q")
        integer(offset)
        tuple(shape)
        tuple(strides)
        raw([0x89])
        global("collections", "OrderedDict")
        code(")")
        code("R")
        code("t")
        code("R")
    }

    /// A whole file: this pickle as its content, and the storages behind it.
    func file(
        storages: [(key: String, values: [Float])], system: [UInt8] = littleEndian, version: [UInt8] = [0x4d, 0xe9, 3]
    ) -> [UInt8] {
        var keys = PickleBytes()
        keys.code("]")
        keys.code("(")
        for storage in storages { keys.text(storage.key) }
        keys.code("e")
        keys.code(".")
        var file = Self.magicNumber + [0x80, 2] + version + [0x2e] + system + bytes + [0x2e] + keys.bytes
        for storage in storages {
            file += WeightsTests.bytes(Int64(storage.values.count)) + WeightsTests.bytes(storage.values)
        }
        return file
    }

    static let littleEndian: [UInt8] = {
        var pickle = PickleBytes()
        pickle.code("}")
        pickle.text("little_endian")
        pickle.raw([0x88])
        pickle.code("s")
        pickle.code(".")
        return pickle.bytes
    }()
}
