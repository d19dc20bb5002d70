// SPDX-License-Identifier: Apache-2.0

/// How much of an utterance is computed again when more of it is received.
public struct StreamingSettings: Sendable, Hashable {
    /// Audio at the end, in seconds, that is encoded again in every pass; what is older is frozen.
    public var revised: Double
    /// Audio before the end of a final text, in seconds, that the next thorough pass encodes again; what is older is settled.
    public var settling: Double
    /// When the loudest sound so far is exceeded by this much, in powers of ten of energy, nothing stays frozen: the level
    /// of a spectrogram is relative to its loudest sound.
    public var levelTolerance: Float
    /// Silence behind the audio, in seconds: the decoder ends its text where it sees it.
    public var silence: Double
    /// How many positions, 20 ms each, of silence and of audio long past are attended to as one; at least 1.
    public var silenceStep: Int
    /// Audio before what is encoded again, in seconds, that it attends to position by position; what is older is long past.
    public var nearby: Double

    /// Settings chosen by word error rate and processor time: see docs/accuracy.md.
    public init(
        revised: Double = 0.8, settling: Double = 1, levelTolerance: Float = 1, silence: Double = 12,
        silenceStep: Int = 4, nearby: Double = 2
    ) {
        self.revised = revised
        self.settling = settling
        self.levelTolerance = levelTolerance
        self.silence = silence
        self.silenceStep = silenceStep
        self.nearby = nearby
    }

    var revisedPositions: Int { max(1, Int(revised * 50)) }
    var settlingPositions: Int { max(0, Int(settling * 50)) }
    var nearbyPositions: Int { max(0, Int(nearby * 50)) }
    var silencePositions: Int { max(0, Int(silence * 50)) }
}
