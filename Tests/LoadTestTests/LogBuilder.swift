// SPDX-License-Identifier: Apache-2.0

@testable import LoadTest

/// Logs made up for tests.
enum LogBuilder {
    /// A stream whose first sample is spoken at `start` of recordings with 3 s of speech each, 4 s apart, the first from 0.5 s on.
    static func stream(
        _ texts: [String], start: Double = 10, sent: Double? = nil, arrivals: [StreamLog.Arrival] = [],
        outcome: StreamLog.Outcome = .completed
    ) -> StreamLog {
        let recordings = texts.enumerated().map { index, text in
            StreamLog.Recording(text: text, onset: Double(index) * 4 + 0.5, end: Double(index) * 4 + 3.5)
        }
        return StreamLog(
            recordings: recordings, audioStart: start, audioSent: sent ?? Double(texts.count) * 4 + 3,
            arrivals: arrivals, outcome: outcome)
    }

    static func partial(
        at time: Double, _ text: String, end: Double? = nil, utterance: Int? = nil
    ) -> StreamLog.Arrival {
        StreamLog.Arrival(
            at: time, .partial(ServerMessage.Text(text, start: end.map { _ in 0 }, end: end, utterance: utterance)))
    }

    static func final(
        at time: Double, _ text: String, _ range: ClosedRange<Double>? = nil, utterance: Int? = nil
    ) -> StreamLog.Arrival {
        let words = ServerMessage.Text(text, start: range?.lowerBound, end: range?.upperBound, utterance: utterance)
        return StreamLog.Arrival(at: time, .final(words))
    }
}
