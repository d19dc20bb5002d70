// SPDX-License-Identifier: Apache-2.0

import Weights

/// A CTranslate2 / faster-whisper `model.bin` of WhisperSpec revision 3, of every type that CTranslate2 writes: float32, float16,
/// bfloat16, int8 with a scale for each row, int16 with one for each matrix.
struct CTranslate2Checkpoint: Checkpoint {
    private let file: CTranslate2File

    init(path: String) throws {
        file = try CTranslate2File(path: path)
        guard file.specification == "WhisperSpec" else {
            throw WhisperError(
                .unsupportedModel, "\(path) holds a \(file.specification), not a Whisper model",
                remedy: "Use a folder made by ct2-transformers-converter from a Whisper checkpoint")
        }
        guard file.revision == 3 else {
            throw WhisperError(
                .unsupportedModel, "\(path) is of revision \(file.revision) of CTranslate2's Whisper models, not 3",
                remedy: "Convert the model again with ct2-transformers-converter of CTranslate2 3 or 4")
        }
        try checkProjection()
    }

    func dimensions() throws -> ModelDimensions {
        try ModelDimensions(
            convolution: file.tensor("encoder/conv1/weight").shape,
            audio: file.tensor("encoder/position_encodings/encodings").shape,
            text: file.tensor("decoder/position_encodings/encodings").shape,
            embedding: file.tensor("decoder/embeddings/weight").shape,
            layers: (layers("encoder"), layers("decoder")),
            heads: (heads("encoder"), heads("decoder")))
    }

    func convolution(_ index: Int) throws -> LinearValues {
        let name = "encoder/conv\(index + 1)"
        let shape = try file.tensor("\(name)/weight").shape
        guard shape.count == 3, shape[1] > 0, shape[2] == 3 else {
            throw WhisperError(
                .unsupportedModel, "\(name) is not a convolution of width 3", remedy: "Check that it is a Whisper model"
            )
        }
        return LinearValues(
            weight: tapsFirst(try floats("\(name)/weight"), inputs: shape[1]), bias: try floats("\(name)/bias"))
    }

    func positions(_ stack: CheckpointStack) throws -> [Float] {
        try floats("\(stack.rawValue)/position_encodings/encodings")
    }

    func embedding() throws -> [Float] {
        try floats("decoder/embeddings/weight")
    }

    func attention(_ stack: CheckpointStack, layer: Int, cross: Bool) throws -> AttentionValues {
        let name = "\(stack.rawValue)/layer_\(layer)/\(cross ? "attention" : "self_attention")"
        let first = try linear("\(name)/linear_0")
        let norm = try self.norm("\(name)/layer_norm")
        if cross {
            return AttentionValues(
                norm: norm, query: first, keyValue: try linear("\(name)/linear_1"),
                output: try linear("\(name)/linear_2"))
        }
        // Query, key and value rows are stacked in one matrix.
        let (weights, biases) = (first.weight.count / 3, (first.bias?.count ?? 0) / 3)
        return AttentionValues(
            norm: norm,
            query: LinearValues(weight: Array(first.weight[..<weights]), bias: first.bias.map { Array($0[..<biases]) }),
            keyValue: LinearValues(
                weight: Array(first.weight[weights...]), bias: first.bias.map { Array($0[biases...]) }),
            output: try linear("\(name)/linear_1"))
    }

    func feedForward(_ stack: CheckpointStack, layer: Int) throws -> FeedForwardValues {
        let name = "\(stack.rawValue)/layer_\(layer)/ffn"
        return FeedForwardValues(
            norm: try norm("\(name)/layer_norm"), inner: try linear("\(name)/linear_0"),
            outer: try linear("\(name)/linear_1"))
    }

    func finalNorm(_ stack: CheckpointStack) throws -> NormValues {
        try norm("\(stack.rawValue)/layer_norm")
    }

    private func layers(_ stack: String) -> Int {
        (0...).first { !file.contains("\(stack)/layer_\($0)/ffn/linear_0/weight") } ?? 0
    }

    private func heads(_ stack: String) throws -> Int {
        guard let heads = try file.tensor("\(stack)/num_heads").integers().first, heads > 0 else {
            throw WhisperError(
                .unsupportedModel, "\(stack)/num_heads is not a positive number",
                remedy: "Check that it is a Whisper model")
        }
        return heads
    }

    private func linear(_ name: String) throws -> LinearValues {
        LinearValues(
            weight: try floats("\(name)/weight"),
            bias: file.contains("\(name)/bias") ? try floats("\(name)/bias") : nil)
    }

    private func norm(_ name: String) throws -> NormValues {
        NormValues(scale: try floats("\(name)/gamma"), shift: try floats("\(name)/beta"))
    }

    /// Whisper's output weights are its token embedding, in most files by an alias. Steno has no others.
    private func checkProjection() throws {
        let name = "decoder/projection/weight"
        guard file.contains(name), try file.tensor(name).name != file.tensor("decoder/embeddings/weight").name else {
            return
        }
        guard try floats(name) == embedding() else {
            throw WhisperError(
                .unsupportedModel, "\(file.path) has output weights of its own",
                remedy: "Use a model whose output weights are its token embedding, as Whisper's are")
        }
    }

    /// Values as floats; those of integers are divided by their scale: one for each row, or one for all.
    private func floats(_ name: String) throws -> [Float] {
        let tensor = try file.tensor(name)
        guard file.contains("\(name)_scale") else { return try tensor.floats() }
        let scales = try file.tensor("\(name)_scale").floats()
        guard !scales.isEmpty, tensor.count % scales.count == 0 else {
            throw WhisperError(
                .damagedModel, "\(name) and its scales do not fit together", remedy: "Fetch the model again")
        }
        return switch tensor.type {
        case .int8: Self.divide(try tensor.int8s(), by: scales)
        case .int16: Self.divide(try tensor.int16s(), by: scales)
        default:
            throw WhisperError(
                .unsupportedModel, "\(name) is quantized to \(tensor.type), which is not supported",
                remedy: "Convert the model again with `ct2-transformers-converter --quantization float16`")
        }
    }

    private static func divide<Value: BinaryInteger>(_ values: [Value], by scales: [Float]) -> [Float] {
        let width = values.count / scales.count
        return [Float](unsafeUninitializedCapacity: values.count) { result, count in
            for row in 0..<scales.count {
                let factor = 1 / scales[row]
                for index in row * width..<(row + 1) * width { result[index] = Float(values[index]) * factor }
            }
            count = values.count
        }
    }
}
