// SPDX-License-Identifier: Apache-2.0

import Weights

/// A Hugging Face folder: `model.safetensors`, or the index of several such files, with its `config.json`.
struct HuggingFaceCheckpoint: Checkpoint {
    private let file: any WeightFile
    private let configuration: HuggingFaceConfiguration
    /// `model.` in checkpoints with a language-model head around the model; more in those of a wrapped one.
    private let prefix: String

    init(weights: String, configuration path: String) throws {
        configuration = try HuggingFaceConfiguration(path: path)
        let file: any WeightFile =
            weights.hasSuffix(".json") ? try ShardedSafetensors(index: weights) : try SafetensorsFile(path: weights)
        let stem = "encoder.conv1.weight"
        guard let name = file.names.filter({ $0 == stem || $0.hasSuffix("." + stem) }).min() else {
            throw WhisperError(
                .unsupportedModel, "\(weights) holds no Whisper model: it has no tensor named \(stem)",
                remedy: "Use a Hugging Face checkpoint of Whisper")
        }
        self.file = file
        prefix = String(name.dropLast(stem.count))
        try checkProjection()
    }

    func dimensions() throws -> ModelDimensions {
        let dimensions = try ModelDimensions(
            convolution: file.tensor("\(prefix)encoder.conv1.weight").shape,
            audio: file.tensor("\(prefix)encoder.embed_positions.weight").shape,
            text: file.tensor("\(prefix)decoder.embed_positions.weight").shape,
            embedding: file.tensor("\(prefix)decoder.embed_tokens.weight").shape,
            layers: (layers("encoder"), layers("decoder")),
            heads: (configuration.encoderHeads, configuration.decoderHeads))
        try configuration.check(dimensions)
        return dimensions
    }

    func convolution(_ index: Int) throws -> LinearValues {
        let name = "encoder.conv\(index + 1)"
        let shape = try file.tensor("\(prefix)\(name).weight").shape
        guard shape.count == 3, shape[1] > 0, shape[2] == 3 else {
            throw WhisperError(
                .unsupportedModel, "\(name) is not a convolution of width 3", remedy: "Check that it is a Whisper model"
            )
        }
        return LinearValues(
            weight: tapsFirst(try floats("\(name).weight"), inputs: shape[1]), bias: try floats("\(name).bias"))
    }

    func positions(_ stack: CheckpointStack) throws -> [Float] {
        try floats("\(stack.rawValue).embed_positions.weight")
    }

    func embedding() throws -> [Float] {
        try floats("decoder.embed_tokens.weight")
    }

    func attention(_ stack: CheckpointStack, layer: Int, cross: Bool) throws -> AttentionValues {
        let layer = "\(stack.rawValue).layers.\(layer)"
        let name = "\(layer).\(cross ? "encoder_attn" : "self_attn")"
        let (key, value) = (try linear("\(name).k_proj"), try linear("\(name).v_proj"))
        // Keys have no bias.
        let bias = value.bias.map { (key.bias ?? [Float](repeating: 0, count: $0.count)) + $0 }
        return AttentionValues(
            norm: try norm("\(name)_layer_norm"), query: try linear("\(name).q_proj"),
            keyValue: LinearValues(weight: key.weight + value.weight, bias: bias),
            output: try linear("\(name).out_proj"))
    }

    func feedForward(_ stack: CheckpointStack, layer: Int) throws -> FeedForwardValues {
        let name = "\(stack.rawValue).layers.\(layer)"
        return FeedForwardValues(
            norm: try norm("\(name).final_layer_norm"), inner: try linear("\(name).fc1"),
            outer: try linear("\(name).fc2"))
    }

    func finalNorm(_ stack: CheckpointStack) throws -> NormValues {
        try norm("\(stack.rawValue).layer_norm")
    }

    /// Whisper's output weights are its token embedding. Steno has no others.
    private func checkProjection() throws {
        guard configuration.hasOwnProjection, file.contains("proj_out.weight") else { return }
        let (own, embedding) = (
            try file.tensor("proj_out.weight"), try file.tensor("\(prefix)decoder.embed_tokens.weight")
        )
        guard try own.shape == embedding.shape && own.floats() == embedding.floats() else {
            throw WhisperError(
                .unsupportedModel, "\(file.path) has output weights of its own (tie_word_embeddings is false)",
                remedy: "Use a checkpoint whose output weights are its token embedding, as Whisper's are")
        }
    }

    private func layers(_ stack: String) -> Int {
        (0...).first { !file.contains("\(prefix)\(stack).layers.\($0).fc1.weight") } ?? 0
    }

    private func linear(_ name: String) throws -> LinearValues {
        LinearValues(
            weight: try floats("\(name).weight"),
            bias: file.contains("\(prefix)\(name).bias") ? try floats("\(name).bias") : nil)
    }

    private func norm(_ name: String) throws -> NormValues {
        NormValues(scale: try floats("\(name).weight"), shift: try floats("\(name).bias"))
    }

    private func floats(_ name: String) throws -> [Float] {
        try file.tensor(prefix + name).floats()
    }
}
