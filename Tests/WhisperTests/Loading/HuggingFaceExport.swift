// SPDX-License-Identifier: Apache-2.0

import Foundation
import Weights

/// Writes CTranslate2 weights as a Hugging Face folder, in float32.
enum HuggingFaceExport {
    static func write(_ source: CTranslate2File, to folder: URL) throws {
        var tensors: [Safetensors.Tensor] = []
        func add(_ name: String, from old: String, rows: Range<Int>? = nil) throws {
            let tensor = try source.tensor(old)
            var (shape, values) = (tensor.shape, try tensor.floats())
            if let rows {
                let width = values.count / shape[0]
                values = Array(values[rows.lowerBound * width..<rows.upperBound * width])
                shape[0] = rows.count
            }
            tensors.append(.init(name: "model." + name, shape: shape, values: values))
        }
        func layer(_ new: String, _ old: String) throws {
            try add("\(new).weight", from: "\(old)/weight")
            try add("\(new).bias", from: "\(old)/bias")
        }
        func norm(_ new: String, _ old: String) throws {
            try add("\(new).weight", from: "\(old)/gamma")
            try add("\(new).bias", from: "\(old)/beta")
        }
        func attention(_ new: String, _ old: String, cross: Bool, width: Int) throws {
            let stack = cross ? ["linear_0", "linear_1", "linear_1"] : ["linear_0", "linear_0", "linear_0"]
            let offsets = cross ? [0, 0, width] : [0, width, 2 * width]
            for (index, name) in ["q_proj", "k_proj", "v_proj"].enumerated() {
                let rows = offsets[index]..<offsets[index] + width
                try add("\(new).\(name).weight", from: "\(old)/\(stack[index])/weight", rows: rows)
                if name != "k_proj" { try add("\(new).\(name).bias", from: "\(old)/\(stack[index])/bias", rows: rows) }
            }
            try layer("\(new).out_proj", "\(old)/\(cross ? "linear_2" : "linear_1")")
            try norm("\(new)_layer_norm", "\(old)/layer_norm")
        }

        let width = try source.tensor("decoder/embeddings/weight").shape[1]
        for stack in ["encoder", "decoder"] {
            try add("\(stack).embed_positions.weight", from: "\(stack)/position_encodings/encodings")
            try norm("\(stack).layer_norm", "\(stack)/layer_norm")
            for index in 0..<4 {
                let (new, old) = ("\(stack).layers.\(index)", "\(stack)/layer_\(index)")
                try attention("\(new).self_attn", "\(old)/self_attention", cross: false, width: width)
                if stack == "decoder" {
                    try attention("\(new).encoder_attn", "\(old)/attention", cross: true, width: width)
                }
                try layer("\(new).fc1", "\(old)/ffn/linear_0")
                try layer("\(new).fc2", "\(old)/ffn/linear_1")
                try norm("\(new).final_layer_norm", "\(old)/ffn/layer_norm")
            }
        }
        try layer("encoder.conv1", "encoder/conv1")
        try layer("encoder.conv2", "encoder/conv2")
        try add("decoder.embed_tokens.weight", from: "decoder/embeddings/weight")
        try Safetensors.data(tensors).write(to: folder.appending(path: "model.safetensors"))
        try Data(#"{"encoder_attention_heads": 6, "decoder_attention_heads": 6}"#.utf8)
            .write(to: folder.appending(path: "config.json"))
    }
}
