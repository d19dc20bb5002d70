internal import Synchronization

/// What a model keeps of one utterance from pass to pass, so that a pass costs what is new.
///
/// Give the same state to every call for the utterance; the samples of each call begin where the first one's did. At most
/// one call at a time may use it: a second one works as if it had none. For `base` it holds 49 KB for each position of
/// 20 ms, 2 · width · 4 bytes for each layer of encoder and decoder, so at most 74 MB for 30 s; and 25 KB for each token of
/// the text.
public final class StreamingState: Sendable {
    struct Contents: Sendable {
        var audio = AudioMemory<CPUStorage>()
        /// Positions that are not computed again.
        var frozen = 0
        /// The highest value of the log spectrum so far.
        var loudest: Float?
        /// The text last heard.
        var tokens: [Int] = []
        /// The log-probability of each of its tokens; empty where they are not all known.
        var logProbabilities: [Float] = []
        /// What the decoder computed for it.
        var text: TextMemory<CPUStorage>?
        /// The language last detected, and in how many positions.
        var language: (code: String, positions: Int)?
    }

    private let contents = Mutex(Contents())

    /// State for a new utterance.
    public init() {}

    /// Takes out the contents; what is left is that of a new utterance.
    func take() -> Contents {
        contents.withLock { contents in
            defer { contents = Contents() }
            return contents
        }
    }

    func put(_ new: Contents) {
        contents.withLock { $0 = new }
    }
}
