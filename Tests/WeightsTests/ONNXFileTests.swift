// SPDX-License-Identifier: Apache-2.0

import Testing
import Weights

struct ONNXFileTests {
    /// A varint.
    private static func number(_ value: UInt64) -> [UInt8] {
        value < 0x80 ? [UInt8(value)] : [UInt8(value & 0x7f) | 0x80] + number(value >> 7)
    }

    private static func field(_ field: UInt64, _ content: [UInt8]) -> [UInt8] {
        number(field << 3 | 2) + number(UInt64(content.count)) + content
    }

    private static func field(_ field: UInt64, _ value: UInt64) -> [UInt8] {
        number(field << 3) + number(value)
    }

    private static func tensor(_ name: String, _ shape: [UInt64], type: UInt64, _ data: [UInt8]) -> [UInt8] {
        shape.flatMap { field(1, $0) } + field(2, type) + field(8, Array(name.utf8)) + field(9, data)
    }

    private static func model(_ tensors: [[UInt8]]) -> [UInt8] {
        field(1, 8) + field(7, field(2, Array("main".utf8)) + tensors.flatMap { field(5, $0) })
    }

    private static func open(_ bytes: [UInt8]) throws -> ONNXFile {
        try TemporaryFile.with(bytes) { try ONNXFile(path: $0) }
    }

    private static let two = model([
        tensor("weight", [2, 1], type: 1, bytes([0.5, -4])),
        field(1, [3]) + field(2, 3) + field(8, Array("packed".utf8)) + field(9, [1, 2, 0xff]),
    ])

    @Test func readsInitializers() throws {
        let file = try Self.open(Self.two)
        #expect(file.names == ["weight", "packed"])
        #expect(try file.floats("weight", shape: [2, 1]) == [0.5, -4])
        #expect(try file.tensor("packed", shape: [3]).int8s() == [1, 2, -1])
    }

    @Test func everyTruncationIsRejected() throws {
        for count in 0..<Self.two.count {
            let error = #expect(throws: WeightsError.self) { try Self.open(Array(Self.two[..<count])) }
            #expect(error?.code == .damaged, "at \(count)")
        }
    }

    /// Bytes changed at every place of the file: an error or a harmless change, no crash.
    @Test func absurdBytesAreRejectedOrHarmless() throws {
        for start in Self.two.indices {
            for (value, width) in [(0xff, 1), (0xff, 9), (0xff, 12), (0x00, 1)] as [(UInt8, Int)] {
                var bytes = Self.two
                for index in start..<min(start + width, bytes.count) { bytes[index] = value }
                do {
                    let file = try Self.open(bytes)
                    for name in file.names { try file.tensor(name).withBytes { #expect($0.count <= 8) } }
                } catch let error as WeightsError {
                    #expect([.damaged, .unsupported].contains(error.code))
                }
            }
        }
    }

    @Test func negativeAndHugeShapesAreDamage() throws {
        for shape in [[UInt64.max], [1 << 62, 1 << 62], [3], [0]] as [[UInt64]] {
            let model = Self.model([Self.tensor("weight", shape, type: 1, bytes([1, 2]))])
            let error = #expect(throws: WeightsError.self) { try Self.open(model) }
            #expect(error?.code == .damaged)
        }
    }

    @Test func otherElementTypesAndLayoutsAreUnsupported() throws {
        let double = Self.model([Self.tensor("weight", [1], type: 11, bytes(UInt64(0)))])
        let external = Self.model([Self.field(1, 2) + Self.field(2, 1) + Self.field(8, Array("weight".utf8))])
        for model in [double, external] {
            let error = #expect(throws: WeightsError.self) { try Self.open(model) }
            #expect(error?.code == .unsupported)
        }
    }

    @Test func duplicatesAndOtherFilesAreDamage() throws {
        let twice = [[UInt8]](repeating: Self.tensor("weight", [1], type: 3, [1]), count: 2)
        for model in [Self.model(twice), Self.model([]) + Self.model([]), Array("RIFF....WAVE".utf8), []] {
            let error = #expect(throws: WeightsError.self) { try Self.open(model) }
            #expect(error?.code == .damaged)
        }
    }

    @Test func tensorsWithoutElements() throws {
        let empty = Self.field(1, 0) + Self.field(2, 1) + Self.field(8, Array("empty".utf8))
        #expect(try Self.open(Self.model([empty])).floats("empty", shape: [0]) == [])
    }
}
