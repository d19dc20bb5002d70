// SPDX-License-Identifier: Apache-2.0

package import Logging
import Synchronization
package import Transcription

/// Counts what one session does, for the metrics and for the log.
package final class SessionRecorder: Sendable {
    private struct State {
        var arrivals = ArrivalLog()
        var begun: ContinuousClock.Instant?
        var partials = 0
        var finals = 0
        var ending: String?
    }

    private let metrics: SessionMetrics
    private let logger: Logger
    package let logsTexts: Bool
    private let isLive: Bool
    private let dialect: String
    private let state = Mutex(State())

    /// - Parameters:
    ///   - logger: with the session's id and the client's address.
    ///   - logsTexts: whether finals go to the log.
    ///   - isLive: whether its audio comes as it is spoken: a recording has no lag.
    ///   - dialect: what its client speaks.
    package init(
        metrics: SessionMetrics, logger: Logger, logsTexts: Bool, isLive: Bool = true, dialect: String
    ) {
        self.metrics = metrics
        self.logger = logger
        self.logsTexts = logsTexts
        self.isLive = isLive
        self.dialect = dialect
    }

    /// Counts the session in.
    package func begin(at now: ContinuousClock.Instant = .now) {
        self.state.withLock { $0.begun = now }
        self.metrics.sessionStarted(self.dialect)
        self.logger.info("Session started")
    }

    /// Takes in that audio came: samples at 16 kHz.
    package func received(samples: Int, at now: ContinuousClock.Instant = .now) {
        self.state.withLock { $0.arrivals.append(samples: samples, at: now) }
        self.metrics.received(seconds: Double(samples) / Double(SampleClock.rate))
    }

    /// Counts what is about to be sent to the client.
    package func emitted(_ event: TranscriptEvent, at now: ContinuousClock.Instant = .now) {
        switch event {
        case .partial(let partial):
            let lag = self.state.withLock { state in
                state.partials += 1
                return state.arrivals.age(of: partial.end, at: now)
            }
            self.metrics.emittedPartial(lag: self.isLive ? lag : nil)
        case .final(let final):
            let latency = self.state.withLock { state in
                state.finals += 1
                return state.arrivals.age(of: final.end, at: now)
            }
            let words = final.text.split(whereSeparator: \.isWhitespace).count
            self.metrics.emittedFinal(words: words, latency: self.isLive ? latency : nil)
            if self.logsTexts { self.logger.info("Final", metadata: ["text": "\(final.text)"]) }
        case .speechStarted, .speechStopped, .empty, .flushed, .failed:
            break
        }
    }

    /// Counts a warning that is about to be sent to the client.
    package func warn(_ text: String) {
        self.logger.warning("\(text)")
    }

    /// Notes why the session will be over, one of few reasons; what was noted first counts.
    package func note(ending: String) {
        self.state.withLock { $0.ending = $0.ending ?? ending }
    }

    /// Counts the session out, once.
    package func end(at now: ContinuousClock.Instant = .now) {
        let state = self.state.withLock { state in
            defer { state.begun = nil }
            return state
        }
        guard let begun = state.begun else { return }
        let reason = state.ending ?? "stopped"
        self.metrics.sessionEnded(reason)
        self.logger.info(
            "Session ended",
            metadata: [
                "reason": "\(reason)", "seconds": .stringConvertible(Self.rounded((now - begun) / .seconds(1))),
                "audio_seconds": .stringConvertible(
                    Self.rounded(Double(state.arrivals.end) / Double(SampleClock.rate))),
                "partials": .stringConvertible(state.partials), "finals": .stringConvertible(state.finals),
            ])
    }

    /// To the hundredth.
    private static func rounded(_ seconds: Double) -> Double {
        (seconds * 100).rounded() / 100
    }
}
