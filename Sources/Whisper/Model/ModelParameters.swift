// SPDX-License-Identifier: Apache-2.0

/// All weights of a model on a device.
struct ModelParameters<Parameter: Sendable>: Sendable {
    struct Attention: Sendable {
        var norm: LayerNorm<Parameter>
        var query: Linear<Parameter>
        /// Keys and values stacked: one product gives both, keys in the first half of the columns.
        var keyValue: Linear<Parameter>
        var output: Linear<Parameter>
    }

    struct FeedForward: Sendable {
        var norm: LayerNorm<Parameter>
        var inner: Linear<Parameter>
        var outer: Linear<Parameter>
    }

    struct EncoderLayer: Sendable {
        var attention: Attention
        var feedForward: FeedForward
    }

    struct DecoderLayer: Sendable {
        var attention: Attention
        var crossAttention: Attention
        var feedForward: FeedForward
    }

    var dimensions: ModelDimensions

    var firstConvolution: Linear<Parameter>
    var secondConvolution: Linear<Parameter>
    var audioPositions: Parameter
    var encoderLayers: [EncoderLayer]
    var encoderNorm: LayerNorm<Parameter>

    /// Token embeddings, which are the output projection as well.
    var embedding: Linear<Parameter>
    var textPositions: Parameter
    var decoderLayers: [DecoderLayer]
    var decoderNorm: LayerNorm<Parameter>
}
