// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import steno

/// What `steno top` makes of a server's metrics.
struct TopTests {
    private static func text(_ factor: Int) -> String {
        """
        # HELP steno_model_info The model.
        # TYPE steno_model_info gauge
        steno_model_info{compute="int8",model="ba\\"se"} 1
        process_start_time_seconds 1000
        steno_sessions_active 3
        steno_sessions_total \(4 * factor)
        steno_sessions_refused_total{reason="overloaded"} 0
        steno_sessions_refused_total{reason="server_full"} \(2 * factor)
        steno_audio_seconds_total \(30 * factor)
        steno_words_total \(75 * factor)
        steno_inference_threads 2
        steno_inference_busy_seconds_total \(10 * factor)
        steno_partial_lag_seconds_bucket{le="0.1"} \(5 * factor)
        steno_partial_lag_seconds_bucket{le="0.2"} \(9 * factor)
        steno_partial_lag_seconds_bucket{le="+Inf"} \(10 * factor)
        steno_partial_lag_seconds_sum \(factor)
        steno_partial_lag_seconds_count \(10 * factor)
        steno_partial_interval_seconds 0.75
        steno_memory_resident_bytes 1.5e9
        not a sample at all
        """
    }

    @Test func samplesAreReadWithTheirLabels() {
        let samples = MetricSamples(text: Self.text(1) + "\na{x=\"1,}\\\\\\n\",y=\"\"} +Inf 1234\nb{x=1} 2\nc NaN")
        #expect(samples.value("steno_sessions_active") == 3)
        #expect(samples.value("steno_sessions_refused_total") == 2)
        #expect(samples.value("steno_sessions_refused_total", ["reason": "overloaded"]) == 0)
        #expect(samples.series("steno_model_info").first?.labels["model"] == "ba\"se")
        #expect(samples.series("a") == [.init(name: "a", labels: ["x": "1,}\\\n", "y": ""], value: .infinity)])
        #expect(samples.value("b") == nil && samples.value("nothing") == nil)
        #expect(samples.value("c")?.isNaN == true)
    }

    @Test func ratesAndQuantilesAreThoseOfTheTimeBetween() throws {
        let change = MetricChange(
            from: MetricSamples(text: Self.text(1)), to: MetricSamples(text: Self.text(2)), seconds: 10)
        #expect(change.rate("steno_words_total") == 7.5)
        #expect(change.quantile(0.5, "steno_partial_lag_seconds") == 0.1)
        let between = try #require(change.quantile(0.7, "steno_partial_lag_seconds"))
        #expect(abs(between - 0.15) < 1e-9)
        // Beyond the last bound nothing is known but the bound.
        #expect(change.quantile(0.99, "steno_partial_lag_seconds") == 0.2)
        #expect(change.mean("steno_partial_lag_seconds") == 0.1)
        #expect(change.quantile(0.5, "steno_queue_delay_seconds") == nil)
        #expect(!change.isRestart)
    }

    @Test func aFirstLookTellsOfAllTheTime() {
        let change = MetricChange(untilNow: MetricSamples(text: Self.text(1)), time: 1_020)
        #expect(change.seconds == 20 && change.rate("steno_audio_seconds_total") == 1.5)
    }

    @Test func theViewShowsThemInPlainLines() {
        let change = MetricChange(
            from: MetricSamples(text: Self.text(1)), to: MetricSamples(text: Self.text(2)), seconds: 10)
        let view = TopView(change: change, url: "http://127.0.0.1:8765", time: 4_665, isColoured: false)
        let lines = view.lines
        #expect(lines[0] == "steno  ba\"se (int8)  http://127.0.0.1:8765  up 1 h 1 min")
        #expect(lines.contains("  sessions          3 open, 8 since the start"))
        #expect(lines.contains("  rejected          server_full 4"))
        #expect(lines.contains("  audio             3.0 s per second"))
        #expect(lines.contains("  partial lag          100 ms    200 ms    200 ms"))
        #expect(lines.contains("  final latency             –         –         –"))
        #expect(lines.contains { $0.hasPrefix("  inference         ██████████░░░░░░░░░░  50 %") })
        #expect(lines.contains("  partials          at most one every 0.8 s"))
        #expect(lines.allSatisfy { $0.count <= 80 && !$0.contains("\u{1B}") })
    }
}
