// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PrometheusMetrics

/// The text that Prometheus reads.
struct PrometheusTextTests {
    @Test func aMetricHasItsHelpTypeAndValues() {
        let family = MetricFamily(
            MetricDescription("jobs_total", .counter, "Jobs."), by: "reason",
            ["stale": .number(3), "failed": .number(0.25)])
        #expect(
            PrometheusText.encode([family]) == """
                # HELP jobs_total Jobs.
                # TYPE jobs_total counter
                jobs_total{reason="stale"} 3
                jobs_total{reason="failed"} 0.25

                """)
    }

    @Test func bucketsAreCumulative() {
        let description = MetricDescription("delay_seconds", .histogram, "Waits.", bounds: [0.1, 2])
        let series = MetricFamily.Series(
            labels: [MetricLabel("kind", "final")], value: .distribution(counts: [2, 0, 1], sum: 5.5))
        #expect(
            PrometheusText.encode([MetricFamily(description, [series])]) == """
                # HELP delay_seconds Waits.
                # TYPE delay_seconds histogram
                delay_seconds_bucket{kind="final",le="0.1"} 2
                delay_seconds_bucket{kind="final",le="2"} 2
                delay_seconds_bucket{kind="final",le="+Inf"} 3
                delay_seconds_sum{kind="final"} 5.5
                delay_seconds_count{kind="final"} 3

                """)
    }

    @Test func textIsEscaped() {
        let description = MetricDescription("a", .gauge, "A \"path\\\" on\ntwo lines.")
        let family = MetricFamily(description, 1, labels: [MetricLabel("name", "C:\\ \"x\"\nüß")])
        #expect(
            PrometheusText.encode([family]) == """
                # HELP a A "path\\\\" on\\ntwo lines.
                # TYPE a gauge
                a{name="C:\\\\ \\"x\\"\\nüß"} 1

                """)
    }

    @Test func numbersAreWrittenAsPrometheusReadsThem() {
        let values: [(Double, String)] = [
            (0, "0"), (-3, "-3"), (1e15, "1000000000000000"), (0.1, "0.1"), (.infinity, "+Inf"), (-.infinity, "-Inf"),
            (.nan, "NaN"), (1e300, "1e+300"),
        ]
        for (value, text) in values {
            let encoded = PrometheusText.encode([MetricFamily(MetricDescription("a", .gauge, "A."), value)])
            #expect(encoded.hasSuffix("\na \(text)\n"), "\(encoded)")
        }
    }

    @Test func aMetricWithoutValuesIsLeftOut() {
        #expect(PrometheusText.encode([MetricFamily(MetricDescription("a", .gauge, "A."), [])]) == "")
    }

    @Test func namesAreChecked() {
        for name in ["a", "_a1", "steno:rate", "A_b"] { #expect(PrometheusText.isName(name)) }
        for name in ["", "1a", "a-b", "a b", "ä", "a.b"] { #expect(!PrometheusText.isName(name)) }
    }
}
