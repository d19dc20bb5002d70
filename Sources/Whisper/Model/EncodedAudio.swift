/// What the decoder attends to: keys and values of the cross-attention of every layer, for one stretch of audio.
struct EncodedAudio<Storage> {
    /// Positions × 2 · width, for each decoder layer.
    var keyValues: [Matrix<Storage>]
    /// The silence that follows, likewise and shared by all audio; nil: none.
    var silence: [Matrix<Storage>]?
    /// Positions that stand for real audio, 20 ms each.
    var audioPositions: Int
}
