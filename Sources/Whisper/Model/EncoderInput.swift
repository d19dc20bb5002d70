/// The new positions of one sequence on their way through the encoder.
struct EncoderInput<B: Backend> {
    /// The spectrogram from two frames before the first new position (from the start if there is none) to the end.
    var mel: LogMel
    /// The positions to compute; those before are in the memory already.
    var positions: Range<Int>
    /// Where the keys and values of the sequence's positions are, and go; with room for all of them.
    var memory: AudioMemory<B.Storage>
    /// Silence to attend to after the audio; nil: the audio stands alone.
    var tail: SilenceTail<B.Parameter>?

    /// The first frame that the spectrogram of these positions has to hold.
    static func firstFrame(for positions: Range<Int>) -> Int { max(0, 2 * (positions.lowerBound - 1)) }
}
