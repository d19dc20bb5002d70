// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// What a model keeps of one window of audio from pass to pass, so that a pass costs what is new.
///
/// Give the same state to every call for the window; the samples of each call begin where the first one's did. At most
/// one call at a time may use it: a second one works as if it had none. For `base` it holds 49 KB for each position of
/// 20 ms, 2 · width · 4 bytes for each layer of encoder and decoder, so at most 74 MB for 30 s; and 25 KB for each token of
/// the text.
public final class StreamingState: Sendable {
    /// How far the rows of the encoder stand, and the level they were computed at.
    struct Mark: Sendable, Equatable {
        /// The first position that is not included.
        var positions = 0
        /// The highest value of the log spectrum up to there.
        var loudest: Float?
    }

    struct Contents: Sendable {
        var audio = AudioMemory<CPUStorage>()
        /// Where the next quick pass goes on.
        private(set) var frozen = Mark()
        /// Where the next thorough pass goes on: only audio of final texts, encoded by thorough passes, lies before it.
        private(set) var settled = Mark()
        /// Where the last thorough pass ended.
        private(set) var surveyed = Mark()
        /// The text last recognized, that of the context included.
        var tokens: [Int] = []
        /// The log-probability of each of its tokens; empty where they are not all known.
        var logProbabilities: [Float] = []
        /// What the decoder computed for it.
        var text: TextMemory<CPUStorage>?
        /// Whether the last text looped.
        var hasLooped = false
        /// What the model said of the audio from a position on, when it had so many positions.
        var impression: (value: FirstImpression, start: Int, positions: Int)?

        /// Settles what the last thorough pass encoded, up to `margin` positions before the end of the final texts.
        mutating func settle(until end: Int, margin: Int) {
            let position = min(end, surveyed.positions) - margin
            if position > settled.positions { settled = Mark(positions: position, loudest: surveyed.loudest) }
        }

        /// Where a pass goes on. Audio may end earlier than in the last pass, at the beginning of a pause.
        func start(of pass: DecodingOptions.Pass, until end: Int, revised: Int) -> Mark {
            var start = pass == .thorough ? settled : frozen
            start.positions = min(start.positions, max(0, end - revised / 2))
            return start
        }

        /// Rows from `start` on are about to be computed: no pass may go on behind it until they are. A quick pass revises the
        /// end of a thorough one, which is never settled.
        mutating func reopen(from start: Mark, revised: Int) {
            if frozen.positions > start.positions { frozen = start }
            if settled.positions > start.positions { settled = start }
            if surveyed.positions - revised > start.positions { surveyed = start }
        }

        /// All rows up to `end` are computed.
        mutating func close(at end: Int, loudest: Float?, by pass: DecodingOptions.Pass, revised: Int) {
            let position = max(frozen.positions, end - revised)
            frozen = Mark(positions: position, loudest: loudest)
            if pass == .thorough { surveyed = Mark(positions: end, loudest: loudest) }
        }
    }

    private let contents = Mutex(Contents())

    /// State for a new window.
    public init() {}

    /// Takes out the contents; what is left is that of a new window.
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
