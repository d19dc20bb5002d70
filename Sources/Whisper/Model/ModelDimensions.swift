// SPDX-License-Identifier: Apache-2.0

/// The sizes of a Whisper model, read from its own files.
public struct ModelDimensions: Sendable, Equatable {
    /// Mel bins of the input: 80, or 128 since large-v3.
    public var melBins: Int
    /// Encoder positions in a full window of 30 s: 1500.
    public var audioPositions: Int
    /// The longest token sequence of the decoder: 448.
    public var textPositions: Int
    /// Tokens, special ones and timestamps included.
    public var vocabulary: Int
    /// The width of the hidden state.
    public var width: Int
    /// Layers of the audio encoder.
    public var encoderLayers: Int
    /// Layers of the text decoder.
    public var decoderLayers: Int
    /// Attention heads of each encoder layer.
    public var encoderHeads: Int
    /// Attention heads of each decoder layer.
    public var decoderHeads: Int
    /// Whether prompts name language and task. English-only models have one token less, and neither in their prompts; where
    /// a fine-tune added tokens, its tokenizer tells them apart.
    public internal(set) var isMultilingual: Bool

    /// Sizes as the shapes of four tensors tell them.
    ///
    /// - Parameters:
    ///   - convolution: of the first convolution's weight: width × mel bins × 3.
    ///   - audio: of the encoder's positions.
    ///   - text: of the decoder's positions.
    ///   - embedding: of the token embedding: vocabulary × width.
    ///   - layers: of encoder and decoder.
    ///   - heads: of encoder and decoder.
    /// - Throws: ``WhisperError`` if the ranks are not Whisper's.
    init(
        convolution: [Int], audio: [Int], text: [Int], embedding: [Int], layers: (encoder: Int, decoder: Int),
        heads: (encoder: Int, decoder: Int)
    ) throws {
        guard convolution.count == 3, audio.count == 2, text.count == 2, embedding.count == 2 else {
            throw WhisperError(
                .unsupportedModel, "the model's tensors do not have Whisper's ranks",
                remedy: "Check that it is a Whisper model")
        }
        (melBins, audioPositions, textPositions) = (convolution[1], audio[0], text[0])
        (vocabulary, width) = (embedding[0], embedding[1])
        (encoderLayers, decoderLayers) = layers
        (encoderHeads, decoderHeads) = heads
        isMultilingual = vocabulary >= 51865
    }

}
