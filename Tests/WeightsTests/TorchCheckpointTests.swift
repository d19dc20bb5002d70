// SPDX-License-Identifier: Apache-2.0

import Testing
import Weights

struct TorchCheckpointTests {
    /// Two tensors in one storage, and a step beside them.
    private static func content() -> PickleBytes {
        var pickle = PickleBytes()
        pickle.code("}")
        pickle.code("(")
        pickle.text("step")
        pickle.integer(7)
        pickle.text("model_state")
        pickle.global("collections", "OrderedDict")
        pickle.code(")")
        pickle.code("R")
        pickle.raw([UInt8(ascii: "q"), 4])
        pickle.code("(")
        pickle.text("weight")
        pickle.tensor(storage: "a", count: 8, shape: [2, 3], strides: [3, 1])
        pickle.text("bias")
        pickle.tensor(storage: "a", count: 8, offset: 6, shape: [2], strides: [1])
        pickle.code("u")
        pickle.code("u")
        return pickle
    }

    private static let storages: [(key: String, values: [Float])] = [("a", [1, 2, 3, 4, 5, 6, 7, 8])]

    private static func open(_ bytes: [UInt8]) throws -> TorchCheckpoint {
        try TemporaryFile.with(bytes) { try TorchCheckpoint(path: $0) }
    }

    /// A checkpoint with one tensor, made by `body`.
    private static func open(_ body: (inout PickleBytes) -> Void) throws -> TorchCheckpoint {
        var pickle = PickleBytes()
        pickle.code("}")
        pickle.text("weight")
        body(&pickle)
        pickle.code("s")
        return try open(pickle.file(storages: storages))
    }

    @Test func readsTensorsByTheKeysThatLeadToThem() throws {
        let file = try Self.open(Self.content().file(storages: Self.storages))
        #expect(file.names == ["model_state.weight", "model_state.bias"])
        #expect(try file.floats("model_state.weight", shape: [2, 3]) == [1, 2, 3, 4, 5, 6])
        #expect(try file.floats("model_state.bias", shape: [2]) == [7, 8])
        #expect(!file.contains("step"))
    }

    @Test func rejectsEveryTruncation() throws {
        let bytes = Self.content().file(storages: Self.storages)
        for count in 0..<bytes.count {
            let error = #expect(throws: WeightsError.self) { try Self.open(Array(bytes[..<count])) }
            #expect(error?.code == .damaged, "at \(count)")
        }
    }

    @Test func rejectsBytesAfterTheEnd() throws {
        let bytes = Self.content().file(storages: Self.storages) + [0]
        #expect(throws: WeightsError.self) { try Self.open(bytes) }
    }

    /// A byte changed at every place of the file: an error or a harmless change, no crash.
    @Test(arguments: [0, 1, 0x2e, 0x28, 0x7d, 0x7f, 0xff] as [UInt8])
    func rejectsDamagedBytesOrReadsNoMoreThanTheFile(_ value: UInt8) throws {
        let bytes = Self.content().file(storages: Self.storages)
        for index in bytes.indices {
            var damaged = bytes
            damaged[index] = value
            do {
                let file = try Self.open(damaged)
                for name in file.names { #expect(try file.tensor(name).floats().count <= 8) }
            } catch let error as WeightsError {
                #expect([.damaged, .unsupported].contains(error.code))
            }
        }
    }

    @Test(arguments: [
        ("os", "system"), ("builtins", "eval"), ("torch", "LongStorage"), ("torch._utils", "_rebuild_tensor"),
    ])
    func rejectsNamesThatTensorsDoNotNeed(_ module: String, _ name: String) throws {
        let error = #expect(throws: WeightsError.self) { try Self.open { $0.global(module, name) } }
        #expect(error?.code == .unsupported)
        #expect(error?.message.contains("refers to \"\(module) \(name)\"") == true)
    }

    @Test func rejectsCallsOfOtherValues() throws {
        let error = #expect(throws: WeightsError.self) {
            try Self.open {
                $0.text("rm")
                $0.code(")")
                $0.code("R")
            }
        }
        #expect(error?.code == .unsupported)
    }

    @Test(arguments: [
        (9, 0, [8] as [Int32], [1] as [Int32]),  // a storage of another length
        (8, 1, [8], [1]), (8, -1, [2], [1]), (8, 9, [0], [1]),  // beyond the storage
        (8, 0, [2, 4], [1]), (8, 0, [-2, -4], [1, 1]), (8, 0, [2, 4], [1, 2]),  // shapes and strides
        (8, 0, [.max, .max, .max], [1, 1, 1]), (-1, 0, [1], [1]),
    ])
    func rejectsTensorsThatDoNotFitTheirStorage(_ count: Int32, _ offset: Int32, _ shape: [Int32], _ strides: [Int32])
        throws
    {
        #expect(throws: WeightsError.self) {
            try Self.open { $0.tensor(storage: "a", count: count, offset: offset, shape: shape, strides: strides) }
        }
    }

    @Test func rejectsStoragesThatAreMissingOrTooMany() throws {
        #expect(throws: WeightsError.self) { try Self.open(Self.content().file(storages: [])) }
        let two = Self.storages + [("b", [1])]
        #expect(throws: WeightsError.self) { try Self.open(Self.content().file(storages: two)) }
        #expect(throws: WeightsError.self) {
            try Self.open(Self.content().file(storages: Self.storages + Self.storages))
        }
    }

    @Test func rejectsContainersThatAreTooDeepOrUsedTwice() throws {
        let deep = #expect(throws: WeightsError.self) {
            try Self.open { pickle in
                pickle.integer(1)
                for _ in 0..<100_000 { pickle.raw([0x85]) }
            }
        }
        #expect(deep?.code == .unsupported)
        let twice = #expect(throws: WeightsError.self) {
            try Self.open { pickle in
                pickle.code("}")
                pickle.raw([UInt8(ascii: "q"), 0, UInt8(ascii: "h"), 0])
                pickle.raw([0x86])
            }
        }
        #expect(twice?.code == .unsupported)
    }

    @Test func rejectsOtherFormatsAndByteOrders() throws {
        let zip = #expect(throws: WeightsError.self) {
            try Self.open(Array("PK\u{3}\u{4}".utf8) + Array(repeating: 0, count: 40))
        }
        #expect(zip?.code == .unsupported)
        var big = PickleBytes.littleEndian
        big[big.lastIndex(of: 0x88)!] = 0x89
        let content = Self.content()
        #expect(throws: WeightsError.self) { try Self.open(content.file(storages: Self.storages, system: big)) }
        #expect(throws: WeightsError.self) {
            try Self.open(content.file(storages: Self.storages, version: [0x4d, 0xea, 3]))
        }
    }
}
