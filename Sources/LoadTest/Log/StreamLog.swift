// SPDX-License-Identifier: Apache-2.0

/// What was played in one stream and what the server said to it. All times are in seconds.
public struct StreamLog: Sendable {
    /// A recording within the stream. Times count from the stream's first sample.
    public struct Recording: Sendable, Hashable {
        /// What is said in it.
        public var text: String
        /// Where its first speech begins.
        public var onset: Double
        /// Where its last speech ends: the true end that latencies count from.
        public var end: Double
        /// Its stretches of speech, with pauses shorter than half a second inside.
        public var speech: [ClosedRange<Double>]
        /// When the server was asked to finish it, after the frame with its end; nil if it was not.
        public var flush: Double?

        /// A recording at its place.
        public init(text: String, onset: Double, end: Double, speech: [ClosedRange<Double>]? = nil) {
            self.text = text
            self.onset = onset
            self.end = end
            self.speech = speech ?? [onset...max(onset, end)]
        }
    }

    /// A message of the server.
    public struct Arrival: Sendable, Hashable {
        /// When it came, on the run's clock.
        public var time: Double
        /// What it said.
        public var message: ServerMessage

        /// A message and when it came.
        public init(at time: Double, _ message: ServerMessage) {
            self.time = time
            self.message = message
        }
    }

    /// How a session went.
    public enum Outcome: Sendable, Hashable {
        /// The server took the whole stream and closed in order.
        case completed
        /// The server never took audio, for the reason given.
        case refused(String)
        /// The session broke off, for the reason given.
        case failed(String)
    }

    /// The recordings in the order in which they are played.
    public var recordings: [Recording]
    /// When the stream's first sample was spoken, on the run's clock; nil if it never was.
    public var audioStart: Double?
    /// How much audio was sent.
    public var audioSent: Double
    /// What came from the server, in order.
    public var arrivals: [Arrival]
    /// How it ended.
    public var outcome: Outcome

    /// The log of a stream.
    public init(
        recordings: [Recording], audioStart: Double?, audioSent: Double, arrivals: [Arrival] = [],
        outcome: Outcome = .completed
    ) {
        self.recordings = recordings
        self.audioStart = audioStart
        self.audioSent = audioSent
        self.arrivals = arrivals
        self.outcome = outcome
    }

    /// The recordings that were played to the end of their speech.
    public var playedRecordings: ArraySlice<Recording> {
        recordings.prefix { audioStart != nil && $0.end <= audioSent }
    }
}
