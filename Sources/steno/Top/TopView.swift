// SPDX-License-Identifier: Apache-2.0

/// What `steno top` shows.
struct TopView {
    let change: MetricChange
    let url: String
    /// Now, in seconds since 1970.
    let time: Double
    /// Whether headings and warnings stand out by colour.
    let isColoured: Bool

    /// The lines, without line breaks.
    var lines: [String] {
        [title, ""] + sessions + [""] + latencies + [""] + inference + [""] + process
    }

    private var title: String {
        let info = change.now.series("steno_model_info").first?.labels ?? [:]
        let model = [info["model"], info["compute"].map { "(\($0))" }].compactMap { $0 }.joined(separator: " ")
        let uptime = value("process_start_time_seconds").map { "up \(Self.span(time - $0))" } ?? ""
        return "\(emphasized("steno"))  \(model)  \(url)  \(uptime)"
    }

    private var sessions: [String] {
        let refused = change.now.series("steno_sessions_refused_total").filter { $0.value > 0 }
        let reasons = refused.map { "\($0.labels["reason"] ?? "?") \(Self.count($0.value))" }.joined(separator: ", ")
        let active = Self.count(value("steno_sessions_active") ?? 0)
        let started = Self.count(value("steno_sessions_total") ?? 0)
        return [
            row("sessions", "\(active) open, \(started) since the start"),
            row("rejected", reasons.isEmpty ? "none" : warning(reasons)),
            row("audio", "\(Self.number(change.rate("steno_audio_seconds_total"))) s per second"),
            row(
                "text",
                """
                \(Self.number(change.rate("steno_words_total"))) words, \
                \(Self.number(change.rate("steno_finals_total"))) finals, \
                \(Self.number(change.rate("steno_partials_total"))) partials per second
                """),
        ]
    }

    private var latencies: [String] {
        let header = row("", "\("p50".leftPadded(to: 9))\("p95".leftPadded(to: 10))\("p99".leftPadded(to: 10))")
        return [header] + [
            latency("partial lag", "steno_partial_lag_seconds"),
            latency("final latency", "steno_final_latency_seconds"),
            latency("queue: partials", "steno_queue_delay_seconds", ["kind": "partial"]),
            latency("queue: in pauses", "steno_queue_delay_seconds", ["kind": "preparation"]),
            latency("queue: finals", "steno_queue_delay_seconds", ["kind": "final"]),
        ]
    }

    private var inference: [String] {
        let threads = max(value("steno_inference_threads") ?? 1, 1)
        let busy = min(max(change.rate("steno_inference_busy_seconds_total") / threads, 0), 1)
        let owed = min(max(value("steno_inference_owed_ratio") ?? 0, 0), 1)
        let interval = value("steno_partial_interval_seconds") ?? 0
        let dropped = change.now.series("steno_jobs_dropped_total").map { sample in
            "\(sample.labels["reason"] ?? "?") \(Self.number(change.rate(sample.name, sample.labels)))"
        }
        let batch = change.mean("steno_batch_size").map { ", \(Self.number($0)) in a batch" } ?? ""
        return [
            row("inference", "\(bar(busy))  of \(Self.count(threads)) threads, finals \(Self.percent(owed))"),
            row(
                "jobs",
                "\(Self.count(value("steno_jobs_running") ?? 0)) run, \(Self.count(value("steno_jobs_waiting") ?? 0)) wait\(batch)"
            ),
            row("dropped", dropped.isEmpty ? "none" : dropped.joined(separator: ", ") + " per second"),
            row(
                "partials",
                interval > 0 ? warning("at most one every \(Self.number(interval)) s") : "as often as clients ask"),
        ]
    }

    private var process: [String] {
        let files = "\(Self.count(value("process_open_fds") ?? 0)) of \(Self.count(value("process_max_fds") ?? 0))"
        return [
            row("memory", ByteCount.text(Int(value("steno_memory_resident_bytes") ?? 0))),
            row(
                "processor",
                """
                \(Self.number(change.rate("process_cpu_seconds_total"))) cores, \
                voice activity \(Self.number(change.rate("steno_vad_seconds_total")))
                """),
            row("open files", files),
        ]
    }

    private func value(_ name: String) -> Double? { change.now.value(name) }

    private func row(_ name: String, _ text: String) -> String {
        "  \(name.rightPadded(to: 18))\(text)"
    }

    private func latency(_ name: String, _ metric: String, _ labels: [String: String] = [:]) -> String {
        let cells = [0.5, 0.95, 0.99].map { share in
            change.quantile(share, metric, labels).map(Self.milliseconds) ?? "–"
        }
        return row(name, cells[0].leftPadded(to: 9) + cells[1].leftPadded(to: 10) + cells[2].leftPadded(to: 10))
    }

    private func bar(_ share: Double) -> String {
        let width = 20
        let full = Int((share * Double(width)).rounded())
        let text = String(repeating: "█", count: full) + String(repeating: "░", count: width - full)
        return "\(text) \(Self.percent(share).leftPadded(to: 5))"
    }

    private func emphasized(_ text: String) -> String { isColoured ? "\u{1B}[1m\(text)\u{1B}[0m" : text }
    private func warning(_ text: String) -> String { isColoured ? "\u{1B}[33m\(text)\u{1B}[0m" : text }
}
