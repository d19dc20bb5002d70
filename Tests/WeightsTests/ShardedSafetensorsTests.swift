// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Weights

/// Several files and their index.
struct ShardedSafetensorsTests {
    /// Two files of one tensor each.
    private func shard(_ name: String, _ value: UInt8) -> [UInt8] {
        let header = Array("{\"\(name)\":{\"dtype\":\"I8\",\"shape\":[1],\"data_offsets\":[0,1]}}".utf8)
        return withUnsafeBytes(of: UInt64(header.count).littleEndian) { Array($0) } + header + [value]
    }

    private func withShards(index: String, _ body: (String) throws -> Void) throws {
        func name(_ path: String) -> String { String(path.split(separator: "/").last ?? "") }
        try TemporaryFile.with(shard("a", 1)) { first in
            try TemporaryFile.with(shard("b", 2)) { second in
                let text = index.replacing("FIRST", with: name(first)).replacing("SECOND", with: name(second))
                try TemporaryFile.with(Array(text.utf8), body)
            }
        }
    }

    @Test func readsTensorsOfAllFiles() throws {
        try withShards(index: #"{"metadata": {"total_size": 2}, "weight_map": {"a": "FIRST", "b": "SECOND"}}"#) {
            path in
            let file = try ShardedSafetensors(index: path)
            #expect(Set(file.names) == ["a", "b"])
            #expect(try file.tensor("a").int8s() == [1])
            #expect(try file.tensor("b").int8s() == [2])
            #expect(file.contains("a") && !file.contains("c"))
            let error = #expect(throws: WeightsError.self) { try file.tensor("c") }
            #expect(error?.code == .missingTensor)
        }
    }

    @Test func aTensorIsReadFromTheFileThatTheIndexNames() throws {
        try withShards(index: #"{"weight_map": {"a": "FIRST"}}"#) { path in
            let file = try ShardedSafetensors(index: path)
            #expect(file.names == ["a"])
        }
    }

    @Test(arguments: [
        #"{"weight_map": {"a": "SECOND"}}"#, #"{"weight_map": {"a": "nowhere.safetensors"}}"#,
        #"{"weight_map": {"a": "../FIRST"}}"#, #"{"weight_map": {"a": "./FIRST"}}"#, #"{"weight_map": {"a": "."}}"#,
        #"{"weight_map": {"a": "/dev/null"}}"#, #"{"weight_map": {"a": "FIRST\u0000"}}"#, #"{"weight_map": 7}"#, "",
    ])
    func rejectsDamagedIndexes(index: String) throws {
        try withShards(index: index) { path in
            let error = #expect(throws: WeightsError.self) { try ShardedSafetensors(index: path) }
            #expect(error?.code == .damaged)
        }
    }
}
