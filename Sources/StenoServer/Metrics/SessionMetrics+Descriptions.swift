// SPDX-License-Identifier: Apache-2.0

import PrometheusMetrics
import SessionRuntime

extension SessionMetrics {
    /// 25 ms to 10 s.
    private static let latencies = [0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5, 10]

    /// All that ``SessionMetrics`` counts.
    static let descriptions = [
        MetricDescription("steno_sessions_active", .gauge, "Sessions that are open."),
        MetricDescription("steno_sessions_total", .counter, "Sessions that began, by the dialect of their clients."),
        MetricDescription(
            "steno_sessions_ended_total", .counter,
            "Sessions that ended, by reason: stopped, client_closed, connection_lost, or an error's code."),
        MetricDescription(
            "steno_sessions_refused_total", .counter, "Clients that got no session, by error code."
        ),
        MetricDescription("steno_audio_seconds_total", .counter, "Audio received, in seconds."),
        MetricDescription("steno_words_total", .counter, "Words of finals, as separated by spaces."),
        MetricDescription("steno_partials_total", .counter, "Partials made for clients."),
        MetricDescription("steno_finals_total", .counter, "Finals made for clients."),
        MetricDescription(
            "steno_partial_lag_seconds", .histogram,
            "From when the last audio of a partial arrived until the partial is ready to send.", bounds: latencies),
        MetricDescription(
            "steno_final_latency_seconds", .histogram,
            """
            From when the last audio of a final, the end of speech and 100 ms or so, was taken in until the final is \
            ready to send; most of it is the silence that ends an utterance.
            """, bounds: latencies),
    ]
}
