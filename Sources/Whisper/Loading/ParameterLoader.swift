// SPDX-License-Identifier: Apache-2.0

/// Uploads a checkpoint to a device, checking every shape on the way.
struct ParameterLoader<B: Backend> {
    typealias Parameters = ModelParameters<B.Parameter>

    /// Positions of a full window of 30 s.
    private static var audioPositions: Int { 1500 }
    /// Texts are as long as half of these.
    private static var textPositions: Int { 448 }
    private static var largestSize: Int { 1 << 20 }

    let checkpoint: any Checkpoint
    var dimensions: ModelDimensions
    /// What the linear layers compute with; the convolutions stay in float32.
    let type: ComputeType

    /// - Parameter type: a resolved ``ComputeType``.
    init(checkpoint: any Checkpoint, type: ComputeType) throws {
        self.checkpoint = checkpoint
        self.type = type
        dimensions = try checkpoint.dimensions()
        let d = dimensions
        let sizes = [
            d.melBins, d.textPositions, d.vocabulary, d.width, d.encoderLayers, d.decoderLayers, d.encoderHeads,
            d.decoderHeads,
        ]
        // Products of these must not overflow.
        guard
            sizes.allSatisfy((1...Self.largestSize).contains), d.width % (8 * d.encoderHeads) == 0,
            d.width % (8 * d.decoderHeads) == 0
        else {
            throw WhisperError(
                .unsupportedModel, "the model's sizes do not fit together: \(d)",
                remedy: "Fetch the model again, or use another Whisper model")
        }
        guard d.audioPositions == Self.audioPositions, d.textPositions >= Self.textPositions else {
            throw WhisperError(
                .unsupportedModel,
                "the model has \(d.audioPositions) positions of audio and \(d.textPositions) of text, Whisper \(Self.audioPositions) and \(Self.textPositions)",
                remedy: "Use a Whisper model with windows of 30 s")
        }
    }

    func load() throws -> Parameters {
        let d = dimensions
        return Parameters(
            dimensions: d,
            firstConvolution: try linear(
                checkpoint.convolution(0), "conv1", inputs: 3 * d.melBins, outputs: d.width, type: .float32),
            secondConvolution: try linear(
                checkpoint.convolution(1), "conv2", inputs: 3 * d.width, outputs: d.width, type: .float32),
            audioPositions: try vector(
                checkpoint.positions(.encoder), "encoder positions", count: d.audioPositions * d.width),
            encoderLayers: try (0..<d.encoderLayers).map(encoderLayer),
            encoderNorm: try norm(checkpoint.finalNorm(.encoder), "encoder norm"),
            embedding: try linear(
                LinearValues(weight: checkpoint.embedding(), bias: nil), "token embedding", inputs: d.width,
                outputs: d.vocabulary),
            textPositions: try vector(
                checkpoint.positions(.decoder), "decoder positions", count: d.textPositions * d.width),
            decoderLayers: try (0..<d.decoderLayers).map(decoderLayer),
            decoderNorm: try norm(checkpoint.finalNorm(.decoder), "decoder norm"))
    }

    private func encoderLayer(_ index: Int) throws -> Parameters.EncoderLayer {
        Parameters.EncoderLayer(
            attention: try attention(.encoder, index, cross: false), feedForward: try feedForward(.encoder, index))
    }

    private func decoderLayer(_ index: Int) throws -> Parameters.DecoderLayer {
        Parameters.DecoderLayer(
            attention: try attention(.decoder, index, cross: false),
            crossAttention: try attention(.decoder, index, cross: true),
            feedForward: try feedForward(.decoder, index))
    }

    private func attention(_ stack: CheckpointStack, _ layer: Int, cross: Bool) throws -> Parameters.Attention {
        let values = try checkpoint.attention(stack, layer: layer, cross: cross)
        let (name, width) = ("\(stack) layer \(layer) attention", dimensions.width)
        return Parameters.Attention(
            norm: try norm(values.norm, name),
            query: try linear(values.query, name, inputs: width, outputs: width),
            keyValue: try linear(values.keyValue, name, inputs: width, outputs: 2 * width),
            output: try linear(values.output, name, inputs: width, outputs: width))
    }

    private func feedForward(_ stack: CheckpointStack, _ layer: Int) throws -> Parameters.FeedForward {
        let values = try checkpoint.feedForward(stack, layer: layer)
        let (name, width) = ("\(stack) layer \(layer) feed-forward", dimensions.width)
        let inner = values.inner.weight.count / width
        return Parameters.FeedForward(
            norm: try norm(values.norm, name),
            inner: try linear(values.inner, name, inputs: width, outputs: inner),
            outer: try linear(values.outer, name, inputs: inner, outputs: width))
    }

    private func norm(_ values: NormValues, _ name: String) throws -> LayerNorm<B.Parameter> {
        LayerNorm(
            scale: try vector(values.scale, name, count: dimensions.width),
            shift: try vector(values.shift, name, count: dimensions.width))
    }

    private func linear(
        _ values: LinearValues, _ name: String, inputs: Int, outputs: Int, type: ComputeType? = nil
    ) throws -> Linear<B.Parameter> {
        try check(values.weight, name, count: inputs * outputs)
        return Linear(
            weight: B.matrix(values.weight, outputs: outputs, inputs: inputs, type: type ?? self.type),
            bias: try values.bias.map { try vector($0, name, count: outputs) }, inputs: inputs, outputs: outputs)
    }

    private func vector(_ values: [Float], _ name: String, count: Int) throws -> B.Parameter {
        try check(values, name, count: count)
        return B.parameter(values)
    }

    private func check(_ values: [Float], _ name: String, count: Int) throws {
        guard values.count == count else {
            throw WhisperError(
                .damagedModel, "\(name) has \(values.count) values where \(count) belong",
                remedy: "Fetch the model again")
        }
        guard values.allAreFinite else {
            throw WhisperError(
                .damagedModel, "\(name) has weights that are not finite numbers",
                remedy: "Fetch the model again; if it was converted to float16, use it in float32 or bfloat16")
        }
    }
}

extension [Float] {
    /// Whether there is neither a NaN nor an infinity among them, by the bits: comparisons of integers are vectorized.
    fileprivate var allAreFinite: Bool {
        withUnsafeBufferPointer { values in
            var highest: UInt32 = 0
            for value in values { highest = Swift.max(highest, value.bitPattern & 0x7FFF_FFFF) }
            return highest < 0x7F80_0000
        }
    }
}
