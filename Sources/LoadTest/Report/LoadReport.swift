// SPDX-License-Identifier: Apache-2.0

/// What a run measured. Times are in seconds unless a name says otherwise; nil is what could not be measured.
public struct LoadReport: Sendable, Hashable, Encodable {
    /// The sessions.
    public struct Sessions: Sendable, Hashable, Encodable {
        /// How many were to be.
        public var requested = 0
        /// How many went to their end.
        public var completed = 0
        /// How many the server did not take, by its reasons.
        public var refused: [String: Int] = [:]
        /// How many broke off, by their reasons.
        public var failed: [String: Int] = [:]
    }

    /// What was understood.
    public struct Words: Sendable, Hashable, Encodable {
        /// Recordings that were played to the end of their speech.
        public var recordings = 0
        /// Recordings of which no final holds a word.
        public var lostFinals = 0
        /// Recordings whose last final came before their speech ended.
        public var unfinishedFinals = 0
        /// Words said.
        public var words = 0
        /// Words wrong.
        public var errors = 0
        /// Word error rate, errors over words.
        public var errorRate: Double?
        /// Words erased, by partials and finals, for each word of the finals.
        public var normalizedErasure: Double?
        /// Words erased by partials alone for each word of the finals.
        public var unstablePartialWordRatio: Double?
    }

    /// The server's process.
    public struct Server: Sendable, Hashable, Encodable {
        /// Processor time for each second of audio, of all streams.
        public var processorSecondsPerAudioSecond: Double
        /// Cores in use on average, while all streams were playing.
        public var coresInUse: Double?
        /// The most resident memory that was seen, in bytes.
        public var peakMemory: Int
        /// How memory grew while all streams were playing, in bytes per minute.
        public var memorySlope: LinearTrend?
    }

    /// How well the generator itself kept time.
    public struct Generator: Sendable, Hashable, Encodable {
        /// How late frames were sent.
        public var sendDelay: Distribution?
        /// Frames that the server's socket did not take when they were due.
        public var stalledFrames = 0
        /// Processor time for each second of audio, of all streams.
        public var processorSecondsPerAudioSecond: Double?
        /// Whether the generator was so late that the other figures say more about it than about the server.
        public var isLate = false
    }

    /// The sessions.
    public var sessions = Sessions()
    /// Seconds of audio in all streams.
    public var audioSeconds = 0.0
    /// How long all streams were playing at once: times are measured then.
    public var fullLoadSeconds = 0.0
    /// Whether the run was ended before its time.
    public var isInterrupted = false
    /// What was understood.
    public var words = Words()
    /// From the onset of speech in a recording to the first text.
    public var firstText: Distribution?
    /// From partial to partial during speech.
    public var partialSpacing: Distribution?
    /// From the end of the audio that a partial covers to its arrival.
    public var partialLag: Distribution?
    /// From the true end of speech in a recording to the final that tells it.
    public var finalLatency: Distribution?
    /// From asking for it to the final of a recording, where the server was asked.
    public var flushLatency: Distribution?
    /// How the lag of partials grew, in milliseconds per minute; of finals where partials name no times.
    public var lagSlope: LinearTrend?
    /// The server's process, if it could be watched.
    public var server: Server?
    /// The generator.
    public var generator = Generator()

    /// Later than this at the 99th percentile, the generator is no good clock.
    public static let greatestSendDelay = 0.05
}
