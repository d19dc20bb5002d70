// SPDX-License-Identifier: Apache-2.0

import Testing
import Weights

struct CTranslate2FileTests {
    /// Two variables, one of them quantized, and an alias of it.
    private static func model() -> CTranslate2Bytes {
        var model = CTranslate2Bytes()
        model.integer(UInt32(4))
        model.variable("bias", shape: [2], type: 0, data: bytes([1.5, -2]))
        model.variable("weight", shape: [2, 3], type: 1, data: [1, 2, 3, 0xff, 0x80, 0x7f])
        model.variable("weight_scale", shape: [2], type: 4, data: bytes(UInt16(0x3c00), 0x4000))
        model.variable("heads", shape: [], type: 2, data: bytes(Int16(-6)))
        model.integer(UInt32(1))
        model.string("projection")
        model.string("weight")
        return model
    }

    private static func open(_ bytes: [UInt8]) throws -> CTranslate2File {
        try TemporaryFile.with(bytes) { try CTranslate2File(path: $0) }
    }

    @Test func readsVariablesAndAliases() throws {
        let file = try Self.open(Self.model().bytes)
        #expect(file.specification == "TestSpec")
        #expect(file.revision == 3)
        #expect(file.names == ["bias", "weight", "weight_scale", "heads", "projection", "projection_scale"])
        #expect(try file.floats("bias", shape: [2]) == [1.5, -2])
        #expect(try file.tensor("weight", shape: [2, 3]).int8s() == [1, 2, 3, -1, -128, 127])
        #expect(try file.tensor("projection").int8s() == [1, 2, 3, -1, -128, 127])
        #expect(try file.tensor("projection").name == "weight")
        #expect(try file.floats("projection_scale", shape: [2]) == [1, 2])
        let heads = try file.tensor("heads")
        #expect(heads.shape == [] && heads.count == 1 && heads.type == .int16)
        #expect(try heads.integers() == [-6])
        #expect(!file.contains("foreign"))
    }

    @Test func everyTruncationIsRejected() throws {
        let model = Self.model()
        for count in 0..<model.bytes.count {
            let error = #expect(throws: WeightsError.self) { try Self.open(Array(model.bytes[..<count])) }
            #expect(error?.code == .damaged, "at \(count)")
        }
    }

    /// A length field set to its largest value at every place of the file: an error or a harmless change, no crash.
    @Test func absurdFieldsAreRejectedOrHarmless() throws {
        let model = Self.model()
        for start in 0..<model.bytes.count {
            for width in [1, 2, 4] where start + width <= model.bytes.count {
                var bytes = model.bytes
                for index in start..<(start + width) { bytes[index] = 0xff }
                do {
                    let file = try Self.open(bytes)
                    for name in file.names { try file.tensor(name).withBytes { #expect($0.count <= 12) } }
                } catch let error as WeightsError {
                    #expect([.damaged, .unsupported].contains(error.code))
                }
            }
        }
    }

    @Test(arguments: [0, 5, 7, 0x0403_4b50] as [UInt32])
    func otherVersionsAreUnsupported(_ version: UInt32) throws {
        var model = CTranslate2Bytes(version: version)
        model.integer(UInt32(0))
        model.integer(UInt32(0))
        let error = #expect(throws: WeightsError.self) { try Self.open(model.bytes) }
        #expect(error?.code == .unsupported)
    }

    @Test func impossibleShapesAreDamage() throws {
        for shape in [[UInt32.max, .max, .max], [3], [1], [0], [2, 2]] {
            var model = CTranslate2Bytes()
            model.integer(UInt32(1))
            model.variable("weight", shape: shape, type: 0, data: bytes([1, 2]))
            model.integer(UInt32(0))
            let error = #expect(throws: WeightsError.self) { try Self.open(model.bytes) }
            #expect(error?.code == .damaged)
        }
    }

    @Test func tooLongDataIsDamage() throws {
        var model = CTranslate2Bytes()
        model.integer(UInt32(1))
        model.variable("weight", shape: [2], type: 0, data: bytes([1, 2]), size: .max)
        model.integer(UInt32(0))
        let error = #expect(throws: WeightsError.self) { try Self.open(model.bytes) }
        #expect(error?.code == .damaged)
    }

    @Test func duplicatesAndDanglingAliasesAreDamage() throws {
        var twice = CTranslate2Bytes()
        twice.integer(UInt32(2))
        twice.variable("weight", shape: [1], type: 1, data: [1])
        twice.variable("weight", shape: [1], type: 1, data: [2])
        twice.integer(UInt32(0))
        #expect(throws: WeightsError.self) { try Self.open(twice.bytes) }
        for (alias, target) in [("other", "absent"), ("weight", "weight")] {
            var model = CTranslate2Bytes()
            model.integer(UInt32(1))
            model.variable("weight", shape: [1], type: 1, data: [1])
            model.integer(UInt32(1))
            model.string(alias)
            model.string(target)
            let error = #expect(throws: WeightsError.self) { try Self.open(model.bytes) }
            #expect(error?.code == .damaged)
        }
    }

    @Test func unknownElementTypeIsUnsupported() throws {
        var model = CTranslate2Bytes()
        model.integer(UInt32(1))
        model.variable("weight", shape: [1], type: 6, data: [1])
        model.integer(UInt32(0))
        let error = #expect(throws: WeightsError.self) { try Self.open(model.bytes) }
        #expect(error?.code == .unsupported)
    }

    @Test func bytesAfterTheEndAreDamage() throws {
        let error = #expect(throws: WeightsError.self) { try Self.open(Self.model().bytes + [0]) }
        #expect(error?.code == .damaged)
    }

    @Test func tensorsWithoutElements() throws {
        var model = CTranslate2Bytes()
        model.integer(UInt32(1))
        model.variable("empty", shape: [0, 80], type: 4, data: [])
        model.integer(UInt32(0))
        let file = try Self.open(model.bytes)
        #expect(try file.floats("empty", shape: [0, 80]) == [])
    }
}
