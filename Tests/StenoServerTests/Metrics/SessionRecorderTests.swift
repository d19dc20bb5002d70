// SPDX-License-Identifier: Apache-2.0

import PrometheusMetrics
import Testing
import Transcription

@testable import SessionRuntime
@testable import StenoServer

/// What one session leaves in the metrics and in the log.
struct SessionRecorderTests {
    private let registry = PrometheusRegistry(SessionMetrics.descriptions)
    private let lines = LogLines()
    private let start = ContinuousClock.now

    private func recorder(logsTexts: Bool = false) -> SessionRecorder {
        SessionRecorder(
            metrics: SessionMetrics(factory: registry, dialects: ["steno"]), logger: lines.logger, logsTexts: logsTexts,
            dialect: "steno")
    }

    private func value(_ name: String, _ labels: MetricLabel...) -> MetricValue? {
        let series = registry.snapshot().first { $0.description.name == name }?.series
        return series?.first { $0.labels == labels }?.value
    }

    private static func final(_ text: String, end: Int) -> TranscriptEvent {
        .final(FinalTranscript(utterance: 0, text: text, start: 0, end: end, language: "en"))
    }

    private static func partial(end: Int) -> TranscriptEvent {
        .partial(.init(utterance: 0, text: "secret", stable: "", start: 0, end: end, language: "en"))
    }

    @Test func lagCountsFromTheArrivalOfTheAudio() {
        let recorder = recorder()
        recorder.begin(at: start)
        for second in 0..<3 { recorder.received(samples: 16_000, at: start + .seconds(second)) }
        recorder.emitted(Self.partial(end: 32_000), at: start + .milliseconds(1_180))
        recorder.emitted(Self.final("two words", end: 40_000), at: start + .milliseconds(2_600))
        recorder.end(at: start + .seconds(4))
        guard case .distribution(_, let lag)? = value("steno_partial_lag_seconds"),
            case .distribution(_, let latency)? = value("steno_final_latency_seconds")
        else {
            Issue.record("nothing was measured")
            return
        }
        #expect(abs(lag - 0.18) < 1e-6 && abs(latency - 0.6) < 1e-6)
        #expect(value("steno_words_total") == .number(2) && value("steno_audio_seconds_total") == .number(3))
        #expect(value("steno_sessions_active") == .number(0))
        #expect(value("steno_sessions_ended_total", MetricLabel("reason", "stopped")) == .number(1))
        #expect(
            lines.all == [
                "info Session started",
                "info Session ended audio_seconds=3.0 finals=1 partials=1 reason=stopped seconds=4.0",
            ])
    }

    @Test func whatWasSaidIsLoggedOnlyWhenAskedFor() {
        for logsTexts in [false, true] {
            let recorder = recorder(logsTexts: logsTexts)
            recorder.begin(at: start)
            recorder.emitted(Self.partial(end: 0), at: start)
            recorder.emitted(Self.final("secret words", end: 0), at: start)
            recorder.end(at: start)
            #expect(lines.all.contains { $0.contains("secret") } == logsTexts)
        }
    }

    @Test func aSessionEndsOnceForItsFirstReason() {
        let recorder = recorder()
        recorder.begin(at: start)
        recorder.note(ending: "slow_client")
        recorder.note(ending: "connection_lost")
        for _ in 0..<2 { recorder.end(at: start) }
        #expect(value("steno_sessions_ended_total", MetricLabel("reason", "slow_client")) == .number(1))
        #expect(value("steno_sessions_active") == .number(0))
    }
}
