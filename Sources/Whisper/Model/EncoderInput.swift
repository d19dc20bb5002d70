// SPDX-License-Identifier: Apache-2.0

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

    /// How many positions before the new ones are attended to one by one. Of older ones every ``SilenceTail/step``-th stands
    /// for as many.
    var nearby = Int.max

    /// Where the positions begin that are attended to one by one; without a tail, at the first.
    var nearbyStart: Int {
        guard let step = tail?.step, nearby < positions.lowerBound else { return 0 }
        return (positions.lowerBound - nearby) / step * step
    }

    /// The first frame that the spectrogram of these positions has to hold.
    static func firstFrame(for positions: Range<Int>) -> Int { max(0, 2 * (positions.lowerBound - 1)) }
}
