// SPDX-License-Identifier: Apache-2.0

import PrometheusMetrics
import Transcription

/// The inference pool's own counts as metrics, taken when they are asked for.
enum InferenceMetrics {
    private static let delay = MetricDescription(
        "steno_queue_delay_seconds", .histogram,
        "How long jobs waited for an inference thread once they were due, by kind.",
        bounds: QueueDelay.bounds.map { $0 / .seconds(1) })
    private static let dropped = MetricDescription(
        "steno_jobs_dropped_total", .counter,
        """
        Jobs without a result, by reason: superseded by newer audio of their session, stale when their turn came, \
        cancelled, or failed. Finals are only dropped with their session.
        """)

    /// - Parameters:
    ///   - statistics: of the pool.
    ///   - audioSeconds: what sessions took in so far.
    static func families(_ statistics: InferenceStatistics, audioSeconds: Double) -> [MetricFamily] {
        let busy = statistics.busy.reduce(.zero, +) / .seconds(1)
        let sizes = statistics.batchSizes
        let batchSize = MetricDescription(
            "steno_batch_size", .histogram, "Jobs that an inference thread did together.",
            bounds: sizes.indices.map { Double($0 + 1) })
        return [
            MetricFamily(
                self.delay, by: "kind",
                [
                    "partial": self.distribution(statistics.partialDelay),
                    "preparation": self.distribution(statistics.preparationDelay),
                    "final": self.distribution(statistics.finalDelay),
                ]),
            MetricFamily(
                batchSize,
                [
                    MetricFamily.Series(
                        labels: [], value: .distribution(counts: sizes + [0], sum: Double(statistics.batchedJobs)))
                ]),
            MetricFamily(
                self.dropped, by: "reason",
                [
                    "superseded": .number(Double(statistics.superseded)), "stale": .number(Double(statistics.stale)),
                    "cancelled": .number(Double(statistics.cancelled)), "failed": .number(Double(statistics.failed)),
                ]),
            self.gauge("steno_jobs_waiting", "Jobs that wait for an inference thread.", Double(statistics.waiting)),
            self.gauge("steno_jobs_running", "Jobs that run.", Double(statistics.running)),
            self.counter(
                "steno_inference_busy_seconds_total", "The time that inference threads were at work, summed over them.",
                busy),
            self.gauge("steno_inference_threads", "Inference threads.", Double(statistics.busy.count)),
            self.gauge(
                "steno_inference_owed_ratio",
                "The share of the inference threads' time that finals took in the last 10 s or so, or would have without partials.",
                statistics.owedUtilization),
            self.gauge(
                "steno_real_time_factor",
                "Seconds of inference per second of audio, since the start; 0 before there was any audio.",
                audioSeconds > 0 ? busy / audioSeconds : 0),
            self.counter(
                "steno_vad_seconds_total", "The time that voice activity detection took.",
                statistics.voiceActivity / .seconds(1)),
            self.gauge(
                "steno_partial_interval_seconds",
                "The shortest interval between partials of a session that the load allows; 0 while it allows any.",
                statistics.partialInterval / .seconds(1)),
        ]
    }

    private static func distribution(_ delay: QueueDelay) -> MetricValue {
        .distribution(counts: delay.counts, sum: delay.total / .seconds(1))
    }

    private static func gauge(_ name: String, _ help: String, _ value: Double) -> MetricFamily {
        MetricFamily(MetricDescription(name, .gauge, help), value)
    }

    private static func counter(_ name: String, _ help: String, _ value: Double) -> MetricFamily {
        MetricFamily(MetricDescription(name, .counter, help), value)
    }
}
