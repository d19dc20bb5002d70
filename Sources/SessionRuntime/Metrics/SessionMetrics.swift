// SPDX-License-Identifier: Apache-2.0

package import CoreMetrics
import Transcription

/// What the server counts itself, through swift-metrics.
package struct SessionMetrics: Sendable {
    private let factory: any MetricsFactory
    private let active: Meter
    private let audio: FloatingPointCounter
    private let words: Counter
    private let partials: Counter
    private let finals: Counter
    private let partialLag: Timer
    private let finalLatency: Timer

    /// - Parameters:
    ///   - factory: the backend.
    ///   - dialects: those whose sessions are counted from the start.
    package init(factory: any MetricsFactory, dialects: [String]) {
        self.factory = factory
        self.active = Meter(label: "steno_sessions_active", factory: factory)
        self.audio = FloatingPointCounter(label: "steno_audio_seconds_total", factory: factory)
        self.words = Counter(label: "steno_words_total", factory: factory)
        self.partials = Counter(label: "steno_partials_total", factory: factory)
        self.finals = Counter(label: "steno_finals_total", factory: factory)
        self.partialLag = Timer(label: "steno_partial_lag_seconds", factory: factory)
        self.finalLatency = Timer(label: "steno_final_latency_seconds", factory: factory)
        for dialect in dialects { self.starts(dialect).increment(by: 0) }
        // A series that begins with its first event hides it from rate().
        for code in ["server_full", "overloaded", "server_shutdown"] {
            self.refusals(code).increment(by: 0)
        }
        for code in [SessionFault.Code.transcriptionFailed, .internalError] {
            self.endings(code.rawValue).increment(by: 0)
        }
    }

    /// Counts a session that began.
    package func sessionStarted(_ dialect: String) {
        self.starts(dialect).increment()
        self.active.increment()
    }

    /// Counts a session that has ended.
    /// - Parameter reason: why, one of few.
    package func sessionEnded(_ reason: String) {
        self.active.increment(by: -1.0)
        self.endings(reason).increment()
    }

    /// Counts a client that got no session.
    /// - Parameter reason: why, one of few: what the client gets as the error's code.
    package func sessionRejected(_ reason: String) {
        self.refusals(reason).increment()
    }

    /// Counts audio taken in.
    package func received(seconds: Double) {
        self.audio.increment(by: seconds)
    }

    /// Counts a partial.
    /// - Parameter lag: the time since the last of its audio came; nil if that is not known.
    package func emittedPartial(lag: Duration?) {
        self.partials.increment()
        if let lag { self.partialLag.recordNanoseconds(lag.nanoseconds) }
    }

    /// Counts a final.
    /// - Parameter latency: the time since the last of its audio came; nil if that is not known.
    package func emittedFinal(words: Int, latency: Duration?) {
        self.finals.increment()
        self.words.increment(by: words)
        if let latency { self.finalLatency.recordNanoseconds(latency.nanoseconds) }
    }

    private func starts(_ dialect: String) -> Counter {
        Counter(label: "steno_sessions_total", dimensions: [("dialect", dialect)], factory: self.factory)
    }

    private func endings(_ reason: String) -> Counter {
        Counter(label: "steno_sessions_ended_total", dimensions: [("reason", reason)], factory: self.factory)
    }

    private func refusals(_ reason: String) -> Counter {
        Counter(label: "steno_sessions_refused_total", dimensions: [("reason", reason)], factory: self.factory)
    }
}

extension Duration {
    fileprivate var nanoseconds: Int64 {
        Int64(self / .nanoseconds(1))
    }
}
