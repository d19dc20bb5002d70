// SPDX-License-Identifier: Apache-2.0

import Foundation
import Weights

/// Writes `.safetensors` files.
enum Safetensors {
    struct Tensor {
        var name: String
        var shape: [Int]
        var values: [Float]
    }

    static func data(_ tensors: [Tensor], type: ElementType = .float32) -> Data {
        let names: [ElementType: String] = [.float32: "F32", .float16: "F16", .bfloat16: "BF16"]
        var entries: [String] = []
        var offset = 0
        for tensor in tensors {
            let end = offset + tensor.values.count * type.byteCount
            entries.append(
                #""\#(tensor.name)":{"dtype":"\#(names[type]!)","shape":\#(tensor.shape),"data_offsets":[\#(offset),\#(end)]}"#
            )
            offset = end
        }
        let header = Data("{\(entries.joined(separator: ","))}".utf8)
        var data = withUnsafeBytes(of: UInt64(header.count).littleEndian) { Data($0) } + header
        data.reserveCapacity(data.count + offset)
        for tensor in tensors {
            switch type {
            case .float16: append(tensor.values.map { Float16($0).bitPattern })
            case .bfloat16: append(tensor.values.map { UInt16($0.bitPattern >> 16) })
            default: append(tensor.values)
            }
        }
        return data

        func append<Value>(_ values: [Value]) { values.withUnsafeBytes { data.append(contentsOf: $0) } }
    }

    /// Writes `tensors` into so many files of about the same number of them, with an index.
    static func writeShards(_ tensors: [Tensor], count: Int, type: ElementType, to folder: URL) throws {
        var map: [String: String] = [:]
        for shard in 0..<count {
            let name = "model-0000\(shard + 1)-of-0000\(count).safetensors"
            let part = tensors.indices.filter { $0 % count == shard }.map { tensors[$0] }
            for tensor in part { map[tensor.name] = name }
            try data(part, type: type).write(to: folder.appending(path: name))
        }
        let index = ["weight_map": map]
        try JSONEncoder().encode(index).write(to: folder.appending(path: "model.safetensors.index.json"))
    }
}
