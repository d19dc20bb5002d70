// SPDX-License-Identifier: Apache-2.0

import Testing
import Weights

struct StoredTensorTests {
    private static func tensor(type: UInt8, shape: [UInt32], _ data: [UInt8]) throws -> StoredTensor {
        var model = CTranslate2Bytes()
        model.integer(UInt32(1))
        model.variable("odd", shape: shape, type: type, data: data)
        model.integer(UInt32(0))
        return try TemporaryFile.with(model.bytes) { try CTranslate2File(path: $0).tensor("odd") }
    }

    /// All 65536 half-precision numbers against the standard library's conversion.
    @Test func everyFloat16IsExact() throws {
        let patterns = (0...UInt16.max).map { $0 }
        let tensor = try Self.tensor(type: 4, shape: [256, 256], patterns.flatMap { bytes($0) })
        for (pattern, value) in zip(patterns, try tensor.floats()) {
            let expected = Float(Float16(bitPattern: pattern))
            #expect(value.bitPattern == expected.bitPattern || (value.isNaN && expected.isNaN), "\(pattern)")
        }
    }

    @Test func everyBFloat16IsExact() throws {
        let patterns = (0...UInt16.max).map { $0 }
        let tensor = try Self.tensor(type: 5, shape: [65536], patterns.flatMap { bytes($0) })
        for (pattern, value) in zip(patterns, try tensor.floats()) {
            #expect(value.bitPattern == UInt32(pattern) << 16)
        }
    }

    @Test func integersOfEverySize() throws {
        #expect(try Self.tensor(type: 1, shape: [2], [0x80, 5]).integers() == [-128, 5])
        #expect(try Self.tensor(type: 2, shape: [2], bytes(Int16.min, 5)).integers() == [-32768, 5])
        #expect(try Self.tensor(type: 3, shape: [2], bytes(Int32.min, 5)).integers() == [-2_147_483_648, 5])
    }

    @Test func wrongConversionsAreUnsupported() throws {
        let integers = try Self.tensor(type: 1, shape: [1], [1])
        let floats = try Self.tensor(type: 0, shape: [1], bytes([1]))
        let short = try Self.tensor(type: 2, shape: [1], bytes(Int16(1)))
        let errors = [
            #expect(throws: WeightsError.self) { try integers.floats() },
            #expect(throws: WeightsError.self) { try floats.integers() },
            #expect(throws: WeightsError.self) { try floats.int8s() },
            #expect(throws: WeightsError.self) { try short.int8s() },
        ]
        #expect(errors.allSatisfy { $0?.code == .unsupported })
    }

    @Test func copiesIntoGivenRoom() throws {
        let tensor = try Self.tensor(type: 0, shape: [2], bytes([3, 4]))
        var room: [Float] = [0, 0, 9]
        try room.withUnsafeMutableBufferPointer { try tensor.copyFloats(to: $0) }
        #expect(room == [3, 4, 9])
        var small: [Float] = [0]
        let error = #expect(throws: WeightsError.self) {
            try small.withUnsafeMutableBufferPointer { try tensor.copyFloats(to: $0) }
        }
        #expect(error?.code == .shapeMismatch)
    }

    @Test func missingNamesAndWrongShapes() throws {
        var model = CTranslate2Bytes()
        model.integer(UInt32(1))
        model.variable("weight", shape: [2, 1], type: 0, data: bytes([1, 2]))
        model.integer(UInt32(0))
        let file = try TemporaryFile.with(model.bytes) { try CTranslate2File(path: $0) }
        let missing = #expect(throws: WeightsError.self) { try file.tensor("bias") }
        #expect(missing?.code == .missingTensor)
        let wrong = #expect(throws: WeightsError.self) { try file.floats("weight", shape: [1, 2]) }
        #expect(wrong?.code == .shapeMismatch)
        #expect("\(try #require(wrong))".contains("weight has the shape [2, 1], not [1, 2]"))
    }

    @Test(arguments: ["/nonexistent/model.bin", "/tmp"])
    func unreadablePaths(_ path: String) {
        let first = #expect(throws: WeightsError.self) { try CTranslate2File(path: path) }
        let second = #expect(throws: WeightsError.self) { try SafetensorsFile(path: path) }
        #expect(first?.code == .unreadable && second?.code == .unreadable)
    }
}
