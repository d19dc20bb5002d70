/// What the decoder attends to: keys and values of the cross-attention of every layer, for one stretch of audio.
struct EncodedAudio<Storage> {
    /// Positions × 2 · width, for each decoder layer; silence follows the audio.
    var keyValues: [Matrix<Storage>]
    /// Positions that stand for real audio, 20 ms each.
    var audioPositions: Int
}
