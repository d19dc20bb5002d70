// SPDX-License-Identifier: Apache-2.0

@testable import Whisper

/// Random weights with a family's structure, the same numbers as in Tests/Reference/whisper_families.py.
struct FamilyWeights {
    let family: FamilyReference.Family

    /// All tensors, under Hugging Face's names.
    func tensors() -> [Safetensors.Tensor] {
        var shapes: [(name: String, shape: [Int])] = []
        func linear(_ name: String, _ outputs: Int, _ inputs: Int, bias: Bool = true) {
            shapes.append(("\(name).weight", [outputs, inputs]))
            if bias { shapes.append(("\(name).bias", [outputs])) }
        }
        func norm(_ name: String) {
            for part in ["weight", "bias"] { shapes.append(("\(name).\(part)", [width])) }
        }
        let width = family.width
        for (side, layers) in [("encoder", family.encoder), ("decoder", family.decoder)] {
            for index in 0..<layers {
                let layer = "\(side).layers.\(index)"
                for attention in side == "decoder" ? ["self_attn", "encoder_attn"] : ["self_attn"] {
                    for part in ["q_proj", "k_proj", "v_proj", "out_proj"] {
                        linear("\(layer).\(attention).\(part)", width, width, bias: part != "k_proj")
                    }
                    norm("\(layer).\(attention)_layer_norm")
                }
                linear("\(layer).fc1", 4 * width, width)
                linear("\(layer).fc2", width, 4 * width)
                norm("\(layer).final_layer_norm")
            }
            norm("\(side).layer_norm")
        }
        for (index, inputs) in [(1, family.mels), (2, width)] {
            shapes.append(("encoder.conv\(index).weight", [width, inputs, 3]))
            shapes.append(("encoder.conv\(index).bias", [width]))
        }
        shapes.append(("encoder.embed_positions.weight", [1500, width]))
        shapes.append(("decoder.embed_positions.weight", [448, width]))
        shapes.append(("decoder.embed_tokens.weight", [family.vocabulary, width]))
        return shapes.map { name, shape in
            .init(name: "model." + name, shape: shape, values: values(name, count: shape.reduce(1, *)))
        }
    }

    /// Numbers that float16 and bfloat16 hold exactly.
    private func values(_ name: String, count: Int) -> [Float] {
        var generator = SplitMix64(seed: Self.hash("\(family.name)/\(name)"))
        let (isNorm, scale) = (name.contains("layer_norm.weight"), Self.scale(name))
        return (0..<count).map { _ in
            let bits = Float(generator.next() >> 56)
            return isNorm ? 1 + (bits.truncatingRemainder(dividingBy: 32) - 16) / 128 : (2 * bits - 255) / 256 * scale
        }
    }

    /// The largest weight of a tensor.
    private static func scale(_ name: String) -> Float {
        if ["embed_tokens", "out_proj.weight", "fc2.weight"].contains(where: name.contains) { return 0.5 }
        if ["embed_positions", "q_proj.weight", "k_proj.weight"].contains(where: name.contains) { return 0.25 }
        return 0.125
    }

    /// FNV-1a.
    static func hash(_ text: String) -> UInt64 {
        text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}
