// SPDX-License-Identifier: Apache-2.0

extension Endpointer {
    /// What happened to an utterance. Positions are samples on the stream's clock of 16 kHz.
    public enum Event: Sendable, Equatable {
        /// There is speech, and has been for the minimum of speech; `at` lies before the first speech by the padding, but
        /// not before the end of the utterance before.
        case speechStarted(at: Int)
        /// The voice has paused, at the position given, for the time of a pause: perhaps the utterance has ended.
        case pauseStarted(at: Int)
        /// The voice is back, at the position given; follows only a pause that was announced.
        case speechResumed(at: Int)
        /// The announced utterance has ended; padding is included, and `start < end`.
        case speechEnded(start: Int, end: Int)
        /// What had been received is not worth a transcription: too little speech for an announcement, or nothing but
        /// silence since a restart. In the latter case alone it closes an announced utterance.
        case discarded(start: Int, end: Int)
        /// The utterance has become as long as it may; told once until a restart, for it goes on.
        ///
        /// `quietest` is where to cut it best: the middle of the quietest moment among its last seconds.
        case maximumReached(start: Int, quietest: Int)
    }
}
