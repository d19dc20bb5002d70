// SPDX-License-Identifier: Apache-2.0

extension LoadReport {
    /// The report for people, line by line.
    public var lines: [String] {
        sessionLines + [""] + wordLines + [""] + timeLines + [""] + serverLines + warningLines
    }

    private var sessionLines: [String] {
        var lines = [
            Self.row("streams", "\(sessions.completed) of \(sessions.requested) completed"),
            Self.row(
                "audio", "\(Figure.decimal(audioSeconds, 0)) s, all at once for \(Figure.decimal(fullLoadSeconds, 0)) s"
            ),
        ]
        for (reason, count) in sessions.refused.sorted(by: { $0.key < $1.key }) {
            lines.append(Self.row("rejected", "\(count): \(reason)"))
        }
        for (reason, count) in sessions.failed.sorted(by: { $0.key < $1.key }) {
            lines.append(Self.row("broken off", "\(count): \(reason)"))
        }
        return lines
    }

    private var wordLines: [String] {
        let rate = words.errorRate.map(Figure.percent) ?? "–"
        return [
            Self.row("word error rate", "\(rate)  (\(words.errors) errors, \(words.words) words)"),
            Self.row("lost finals", "\(words.lostFinals) of \(words.recordings) recordings"),
            Self.row("last words lost", "\(words.unfinishedFinals)"),
            Self.row("erased words", words.normalizedErasure.map { "\(Figure.decimal($0, 2)) per word" } ?? "–"),
            Self.row(
                "unstable partials", words.unstablePartialWordRatio.map { "\(Figure.decimal($0, 2)) per word" } ?? "–"),
        ]
    }

    private var timeLines: [String] {
        let slope = lagSlope.map {
            "\(Figure.signed($0.slope, 0)) ± \(Figure.decimal($0.standardError, 0)) ms per minute"
        }
        let flushes = flushLatency.map { [Self.row("final after flush", $0)] } ?? []
        return [
            Self.columns("seconds", ["p50", "p95", "p99", "longest", "count"]),
            Self.row("first text after onset", firstText),
            Self.row("between partials", partialSpacing),
            Self.row("partial behind audio", partialLag),
            Self.row("final after speech end", finalLatency),
        ] + flushes + [Self.row("growth of lag", slope ?? "–")]
    }

    private var serverLines: [String] {
        var lines: [String] = []
        if let server {
            let cores = server.coresInUse.map { ", \(Figure.seconds($0)) cores in use" } ?? ""
            let slope = server.memorySlope.map {
                ", \(Figure.signed($0.slope / 1e6, 1)) ± \(Figure.decimal($0.standardError / 1e6, 1)) MB per minute"
            }
            lines.append(
                Self.row(
                    "server processor",
                    "\(Figure.decimal(server.processorSecondsPerAudioSecond, 3)) s per second of audio\(cores)"))
            lines.append(
                Self.row("server memory", "\(Figure.megabytes(Double(server.peakMemory))) at most\(slope ?? "")"))
        } else {
            lines.append(Self.row("server process", "not watched; name it with --server-pid"))
        }
        let delay = generator.sendDelay.map { "frames late by \(Figure.decimal($0.p99 * 1_000, 1)) ms (p99)" } ?? "–"
        let used = generator.processorSecondsPerAudioSecond.map {
            ", \(Figure.decimal($0, 4)) s of processor time per second of audio"
        }
        lines.append(Self.row("generator", delay + (used ?? "")))
        return lines
    }

    private var warningLines: [String] {
        var lines: [String] = []
        if isInterrupted { lines.append("Interrupted: measured over what was played until then.") }
        if generator.isLate {
            lines.append(
                "The generator itself was late, so the times say little about the server: give it a machine, or fewer streams."
            )
        }
        if generator.stalledFrames > 0 {
            lines.append(
                "\(generator.stalledFrames) frames waited in the generator, since the server did not read them in time."
            )
        }
        return lines.isEmpty ? [] : [""] + lines
    }

    private static func row(_ name: String, _ value: String) -> String {
        pad(name, 24) + value
    }

    private static func row(_ name: String, _ values: Distribution?) -> String {
        guard let values else { return row(name, "–") }
        let figures = [values.p50, values.p95, values.p99, values.max].map(Figure.seconds)
        return columns(name, figures + ["\(values.count)"])
    }

    private static func columns(_ name: String, _ cells: [String]) -> String {
        pad(name, 24) + cells.map { String(repeating: " ", count: max(0, 7 - $0.count)) + $0 }.joined(separator: "  ")
    }

    private static func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }
}
