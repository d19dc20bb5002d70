/// What the decoder attends to: keys and values of the cross-attention of every layer, for one stretch of audio.
struct EncodedAudio<B: Backend> {
    /// Positions × 2 · width, for each decoder layer.
    var keyValues: [Matrix<B.Storage>]
    /// The silence that follows the audio, if it is not among the positions.
    var tail: SilenceTail<B.Parameter>?
    /// Positions that stand for real audio, 20 ms each.
    var audioPositions: Int
}
