// SPDX-License-Identifier: Apache-2.0

/// What the decoder attends to: keys and values of the cross-attention of every layer, for one stretch of audio.
struct EncodedAudio<B: Backend> {
    /// Positions × 2 · width, for each decoder layer.
    var keyValues: [Matrix<B.Storage>]
    /// The silence that follows the audio, if it is not among the positions.
    var tail: SilenceTail<B.Parameter>?
    /// Positions that stand for real audio, 20 ms each.
    var audioPositions: Int
    /// The position of the first row.
    var start = 0
    /// Rows of earlier positions, each of which stands for as many as one of the tail.
    var earlier: [Matrix<B.Storage>] = []

    /// The positions of real audio whose rows are attended to one by one.
    var positions: Range<Int> { start..<start + audioPositions }

    /// The same audio, attended to position by position from `start` on only; of older positions every `step`-th stands for as many.
    func focused(from start: Int, step: Int) -> EncodedAudio {
        let count = start / step * step
        guard count > 0, self.start == 0 else { return self }
        var part = dropFirst(count)
        part.earlier = keyValues.map { $0.rows(0..<count).every(step) }
        return part
    }

    /// The part from a position on, by itself.
    func dropFirst(_ count: Int) -> EncodedAudio {
        guard count > 0 else { return self }
        var part = self
        part.keyValues = keyValues.map { $0.rows(count..<$0.rows) }
        part.audioPositions -= count
        part.start += count
        return part
    }
}
