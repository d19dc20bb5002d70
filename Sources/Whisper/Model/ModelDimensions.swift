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

    /// English-only models have one token less, and neither language nor task tokens in their prompt.
    public var isMultilingual: Bool { vocabulary >= 51865 }
}
