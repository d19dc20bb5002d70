/// How much of an utterance is computed again when more of it is heard.
public struct StreamingSettings: Sendable, Hashable {
    /// Audio at the end, in seconds, that is encoded anew in every pass; what is older is frozen.
    public var revised: Double
    /// When the loudest sound so far is exceeded by this much, in powers of ten of energy, nothing stays frozen: the level
    /// of a spectrogram is relative to its loudest sound.
    public var levelTolerance: Float

    /// Settings chosen by word error rate: see docs/performance.md.
    public init(revised: Double = 2, levelTolerance: Float = 0.5) {
        self.revised = revised
        self.levelTolerance = levelTolerance
    }

    var revisedPositions: Int { max(1, Int(revised * 50)) }
}
