// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import LoadTest
import UnixSignals

/// What `steno bench` does once it is ready.
struct Bench {
    let generator: LoadGenerator
    let command: BenchCommand
    /// How many recordings there are to choose from.
    let recordings: Int

    private var errors: Terminal { .standardError }

    /// One run, and its report.
    func measure() async throws {
        let count = command.load.streams
        let report = try await watchingSignals { try await run(count) }
        Terminal.standardOutput.writeLine(title(count) + "\n")
        for line in report.lines { Terminal.standardOutput.writeLine(line) }
        try write(BenchDocument(command, recordings: recordings, runs: [.init(streams: count, report: report)]))
        if report.isInterrupted { throw ExitCode(130) }
    }

    /// Runs until the greatest number of streams that keeps the limits is known, and the report of that.
    func findCapacity() async throws {
        var search = CapacitySearch(first: command.load.streams, maximum: command.search.maxStreams)
        var runs: [BenchDocument.Run] = []
        try await watchingSignals {
            while let count = search.next {
                let report = try await run(count)
                if report.isInterrupted { break }
                let violations = command.search.limits.violations(in: report)
                search.record(count, isKept: violations.isEmpty)
                runs.append(.init(streams: count, report: report, violations: violations))
                errors.writeLine(Self.summary(count, report, violations))
            }
        }
        let isOver = search.next == nil
        if let best = runs.last(where: { $0.streams == search.best }) {
            Terminal.standardOutput.writeLine(title(best.streams) + "\n")
            for line in best.report.lines { Terminal.standardOutput.writeLine(line) }
            Terminal.standardOutput.writeLine("")
        }
        Terminal.standardOutput.writeLine(conclusion(search, isOver: isOver))
        try write(BenchDocument(command, recordings: recordings, runs: runs, capacity: isOver ? search.best : nil))
        if !isOver { throw ExitCode(130) }
    }

    private func run(_ count: Int) async throws -> LoadReport {
        let line = StatusLine()
        line.show("reading the recordings")
        defer { line.clear() }
        let log = try await generator.run(streams: count) { line.show(Self.text($0)) }
        return LoadReport(log)
    }

    /// The first interrupt ends the run, the second the program.
    private func watchingSignals<Result>(_ body: () async throws -> Result) async throws -> Result {
        let signals = Task { [generator] in
            var isStopped = false
            for await _ in await UnixSignalsSequence(trapping: .sigint, .sigterm) {
                if isStopped {
                    Terminal.standardError.writeLine("")
                    BenchCommand.exit(withError: ExitCode(130))
                }
                isStopped = true
                generator.stop()
            }
        }
        defer { signals.cancel() }
        return try await body()
    }

    private func title(_ count: Int) -> String {
        let server = command.server
        let streams = count == 1 ? "1 stream" : "\(count) streams"
        return
            "\(streams) of \(Int(command.load.duration)) s or more at \(server.url) (\(server.dialect.rawValue)), \(recordings) recordings"
    }

    private func conclusion(_ search: CapacitySearch, isOver: Bool) -> String {
        if !isOver { return "Interrupted: the server keeps up with \(search.best) streams at least." }
        guard search.best > 0 else { return "The server does not keep up with one stream." }
        guard let worst = search.worst else {
            return "The server keeps up with \(search.best) streams, the most that were tried."
        }
        return "The server keeps up with \(search.best) streams, and not with \(worst)."
    }

    private func write(_ document: BenchDocument) throws {
        if let path = command.json { try document.write(to: path) }
    }

    private static func text(_ progress: LoadProgress) -> String {
        let share = progress.expected > 0 ? progress.elapsed / progress.expected : 0
        let trouble = progress.troubled > 0 ? ", \(progress.troubled) in trouble" : ""
        return "\(ProgressBar.text(share, width: 20)) \(Int(progress.elapsed)) of \(Int(progress.expected)) s  "
            + "\(progress.open) of \(progress.streams) streams open\(trouble), "
            + "\(progress.partials) partials, \(progress.finals) finals"
    }

    private static func summary(_ count: Int, _ report: LoadReport, _ violations: [String]) -> String {
        let number = "\(count)".leftPadded(to: 5) + (count == 1 ? " stream:  " : " streams: ")
        if !violations.isEmpty { return number + "no, " + violations.joined(separator: ", ") }
        let figures = [("partials", report.partialSpacing?.p50), ("final p95", report.finalLatency?.p95)]
        let words = figures.compactMap { name, value in value.map { "\(name) \(Seconds.text(.seconds($0))) s" } }
        return number + "yes, " + words.joined(separator: ", ")
    }
}
