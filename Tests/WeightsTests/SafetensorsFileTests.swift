// SPDX-License-Identifier: Apache-2.0

import Testing
import Weights

struct SafetensorsFileTests {
    private static let header = """
        {"__metadata__":{"format":"pt"},\
        "b":{"dtype":"F16","shape":[2],"data_offsets":[8,12]},\
        "a":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},\
        "n":{"dtype":"I64","shape":[],"data_offsets":[12,20]}}
        """
    private static let data = bytes([0.25, -8]) + bytes(UInt16(0x3800), 0xc000) + bytes(Int64(-3))

    private static func open(_ bytes: [UInt8]) throws -> SafetensorsFile {
        try TemporaryFile.with(bytes) { try SafetensorsFile(path: $0) }
    }

    private static func code(_ header: String, _ data: [UInt8]) -> WeightsError.Code? {
        (#expect(throws: WeightsError.self) { try Self.open(safetensors(header, data)) })?.code
    }

    @Test func readsTensorsInTheOrderOfTheFile() throws {
        let file = try Self.open(safetensors(Self.header, Self.data))
        #expect(file.names == ["a", "b", "n"])
        #expect(try file.floats("a", shape: [2, 1]) == [0.25, -8])
        #expect(try file.floats("b", shape: [2]) == [0.5, -2])
        #expect(try file.tensor("n").integers() == [-3])
        #expect(file.contains("a") && !file.contains("__metadata__"))
    }

    @Test func everyTruncationIsRejected() throws {
        let whole = safetensors(Self.header, Self.data)
        for count in 0..<whole.count {
            let error = #expect(throws: WeightsError.self) { try Self.open(Array(whole[..<count])) }
            #expect(error?.code == .damaged, "at \(count)")
        }
    }

    @Test(arguments: [19, 100_000_001, .max] as [UInt64])
    func absurdHeaderLengthsAreDamage(_ length: UInt64) throws {
        let error = #expect(throws: WeightsError.self) {
            try Self.open(bytes(length) + Array(#"{"a":"nothing"}"#.utf8))
        }
        #expect(error?.code == .damaged)
    }

    @Test(arguments: [
        "", "[]", "{", #"{"a":1}"#, #"{"a":{"dtype":"F32","shape":[1]}}"#,
        #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}"#,
        #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,4]}}"#,
        #"{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}"#,
        #"{"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,4]}}"#,
        #"{"a":{"dtype":"F32","shape":[9223372036854775807,4],"data_offsets":[0,4]}}"#,
        #"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#,
        #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#,
        #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#,
        #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}"#,
        #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,9223372036854775807]}}"#,
        #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
        #"{"a":{"dtype":"I8","shape":[3],"data_offsets":[0,3]}}"#,
        #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"I8","shape":[2],"data_offsets":[2,4]}}"#,
    ])
    func wrongHeadersAreDamage(_ header: String) {
        #expect(Self.code(header, [0, 0, 0, 0]) == .damaged)
    }

    /// One of two entries of a name would be lost silently; the gap that it leaves tells.
    @Test func duplicateNamesAreDamage() {
        let header = """
            {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}
            """
        #expect(Self.code(header, [UInt8](repeating: 0, count: 8)) == .damaged)
    }

    @Test func unknownElementTypeIsUnsupported() {
        #expect(Self.code(#"{"a":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1]}}"#, [0]) == .unsupported)
    }

    @Test func tensorsWithoutElements() throws {
        let header = """
            {"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},\
            "b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},\
            "c":{"dtype":"F16","shape":[3,0],"data_offsets":[4,4]}}
            """
        let file = try Self.open(safetensors(header, bytes([7])))
        #expect(file.names == ["a", "b", "c"])
        #expect(try file.floats("a", shape: [0]) == [])
        #expect(try file.floats("b", shape: [1]) == [7])
        #expect(try file.floats("c", shape: [3, 0]) == [])
    }

    @Test func headerWithoutTensors() throws {
        #expect(try Self.open(safetensors("{}")).names == [])
    }
}
