// SPDX-License-Identifier: Apache-2.0

/// What a server must keep to with a number of streams. Times are in seconds.
public struct LoadLimits: Sendable, Hashable {
    /// The greatest median time between partials during speech.
    public var partialSpacing = 1.0
    /// The greatest 95th percentile of the time from the end of speech to the final.
    public var finalLatency = 1.0

    /// The defaults.
    public init() {}

    /// What a run did not keep to, in words; empty if it kept to everything.
    ///
    /// Beside the times: no session may be rejected or break off, no final may be lost, and the generator must have kept time itself.
    public func violations(in report: LoadReport) -> [String] {
        let refused = report.sessions.refused.values.reduce(0, +)
        let failed = report.sessions.failed.values.reduce(0, +)
        var violations: [String] = []
        if refused > 0 { violations.append("\(refused) rejected") }
        if failed > 0 { violations.append("\(failed) broke off") }
        if report.words.lostFinals > 0 { violations.append("\(report.words.lostFinals) finals lost") }
        if let spacing = report.partialSpacing?.p50 {
            if spacing > partialSpacing { violations.append("partials \(Figure.seconds(spacing)) s apart") }
        } else {
            violations.append("no partial spacing measured")
        }
        if let latency = report.finalLatency?.p95 {
            if latency > finalLatency { violations.append("final p95 \(Figure.seconds(latency)) s") }
        } else {
            violations.append("no final measured")
        }
        if report.generator.isLate { violations.append("the generator itself was late") }
        return violations
    }
}
