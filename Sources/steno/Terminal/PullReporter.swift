// SPDX-License-Identifier: Apache-2.0

import ModelStore

/// Shows how a pull goes: a bar on a terminal, a line now and then in a log.
final class PullReporter {
    private let terminal: Terminal
    private let line: StatusLine
    private let clock = ContinuousClock()
    private var rate = TransferRate()
    private var shownAt: ContinuousClock.Instant?
    private var shownStage: PullProgress.Stage?
    private var loggedTenth = -1
    private var item = ""

    /// A reporter on a terminal.
    init(on terminal: Terminal = .standardError) {
        self.terminal = terminal
        line = StatusLine(on: terminal)
    }

    /// Shows how far the pull has come, at most ten times a second.
    func report(_ progress: PullProgress) {
        let now = clock.now
        if progress.item != item {
            item = progress.item
            rate = TransferRate()
            loggedTenth = -1
        }
        if case .starting(let source, let license) = progress.stage {
            line.clear()
            terminal.writeLine(Self.announcement(progress, source: source, license: license))
            return
        }
        if progress.stage == .downloading { rate.update(bytes: progress.bytes, at: now) }
        guard terminal.isInteractive else { return log(progress) }
        if progress.stage == shownStage, let shownAt, now - shownAt < .milliseconds(100) { return }
        shownAt = now
        shownStage = progress.stage
        line.show(Self.text(progress, bytesPerSecond: rate.bytesPerSecond))
    }

    /// Leaves a clean line behind.
    func finish() {
        line.clear()
    }

    /// What is to be fetched, before it is.
    static func announcement(_ progress: PullProgress, source: String, license: String?) -> String {
        "\(progress.item): \(ByteCount.text(progress.total)) from \(source), licence: \(license ?? "not stated")"
    }

    /// The line for a state of a pull.
    static func text(_ progress: PullProgress, bytesPerSecond: Double?) -> String {
        switch progress.stage {
        case .waiting: return "\(progress.item)  waiting for another process that fetches it"
        case .verifying where progress.total == 0: return "\(progress.item)  checking \(progress.file)"
        case .starting, .downloading, .verifying, .unpacking: break
        }
        let fraction = progress.total > 0 ? Double(progress.bytes) / Double(progress.total) : 0
        let percent = "\(Int(fraction * 100))".leftPadded(to: 3)
        let amount = "\(ByteCount.text(progress.bytes)) of \(ByteCount.text(progress.total))"
        let activity =
            switch progress.stage {
            case .verifying: "checking \(progress.file)"
            case .unpacking: "unpacking \(progress.file)"
            default: bytesPerSecond.map { "\(ByteCount.text(Int($0)))/s" } ?? ""
            }
        return "\(progress.item)  \(ProgressBar.text(fraction, width: 24)) \(percent) %  \(amount)  \(activity)"
    }

    /// A line for every tenth of the way, for logs.
    private func log(_ progress: PullProgress) {
        guard progress.stage == .downloading, progress.total > 0 else { return }
        let tenth = progress.bytes * 10 / progress.total
        guard tenth > loggedTenth else { return }
        loggedTenth = tenth
        terminal.writeLine("fetching \(progress.item): \(tenth * 10) % of \(ByteCount.text(progress.total))")
    }
}

extension String {
    /// The text with spaces before it, `count` characters long.
    func leftPadded(to count: Int) -> String {
        String(repeating: " ", count: max(0, count - self.count)) + self
    }

    /// The text with spaces after it, `count` characters long.
    func rightPadded(to count: Int) -> String {
        self + String(repeating: " ", count: max(0, count - self.count))
    }
}
