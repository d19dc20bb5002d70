// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import LoadTest

/// Reports of runs.
struct LoadReportTests {
    private typealias Log = LogBuilder

    private func run() -> RunLog {
        RunLog(
            streams: [
                Log.stream(
                    ["one two", "three"], start: 10,
                    arrivals: [
                        Log.partial(at: 11.5, "one", end: 1.4), Log.final(at: 14, "one too", 0.4...3.7),
                        Log.final(at: 18.1, "three", 4.4...7.7),
                    ]),
                Log.stream(
                    ["one two", "three"], start: 12,
                    arrivals: [Log.final(at: 16.1, "one two", 0.4...3.7), Log.final(at: 20.1, "three", 4.4...7.7)]),
                Log.stream(["four"], arrivals: [], outcome: .refused("full")),
            ],
            server: (0...20).map { second in
                RunLog.ServerSample(
                    time: Double(second), processorSeconds: Double(second) / 2, memory: 1_000_000 + second * 1_000)
            }, sendDelays: [0.001, 0.002], generatorProcessorSeconds: 0.1)
    }

    @Test func sessionsAndWords() {
        let report = LoadReport(run())
        #expect(report.sessions.requested == 3)
        #expect(report.sessions.completed == 2)
        #expect(report.sessions.refused == ["full": 1])
        #expect(report.words.words == 6)
        #expect(report.words.errors == 1)
        #expect(report.words.recordings == 4)
        #expect(report.words.lostFinals == 0)
    }

    /// All streams play from 12 to 21.
    @Test func timesCountUnderFullLoad() throws {
        let report = LoadReport(run())
        #expect(report.fullLoadSeconds == 9)
        let latency = try #require(report.finalLatency)
        #expect(latency.count == 4)
        #expect(abs(latency.max - 0.6) < 1e-9)
        // The first stream's first onset was before the second stream's start.
        #expect(report.firstText?.count == 3)
    }

    @Test func theServersProcess() throws {
        let server = try #require(LoadReport(run()).server)
        #expect(abs(server.processorSecondsPerAudioSecond - 10 / 29) < 1e-9)
        #expect(server.coresInUse == 0.5)
        #expect(server.peakMemory == 1_020_000)
        #expect(abs((server.memorySlope?.slope ?? 0) - 60_000) < 1e-6)
    }

    @Test func refusalsAndLostFinalsBreakLimits() {
        let limits = LoadLimits()
        var report = LoadReport(run())
        #expect(limits.violations(in: report).contains("1 rejected"))
        report.sessions.refused = [:]
        report.partialSpacing = Distribution([0.5])
        #expect(limits.violations(in: report).isEmpty)
        report.words.lostFinals = 2
        report.finalLatency = Distribution([1.2])
        #expect(limits.violations(in: report) == ["2 finals lost", "final p95 1.20 s"])
    }

    @Test func aLateGeneratorIsNoMeasure() {
        var log = run()
        log.sendDelays = [0.001, 0.2]
        let report = LoadReport(log)
        #expect(report.generator.isLate)
        #expect(LoadLimits().violations(in: report).contains("the generator itself was late"))
        #expect(report.lines.contains { $0.contains("generator itself was late") })
    }

    @Test func anInterruptedStreamIsMeasuredOverWhatItPlayed() {
        var log = RunLog(
            streams: [
                Log.stream(
                    ["one two", "three four", "five"], sent: 9,
                    arrivals: [
                        Log.final(at: 14, "one two", 0.4...3.7), Log.final(at: 18, "three four", 4.4...7.7),
                        Log.final(at: 19, "fi", 8.4...9),
                    ])
            ])
        log.isInterrupted = true
        let report = LoadReport(log)
        #expect(report.words.words == 4)
        #expect(report.words.errors == 0)
        #expect(report.words.recordings == 2)
    }

    @Test func aRunOfNothing() {
        let report = LoadReport(RunLog(streams: []))
        #expect(report.finalLatency == nil)
        #expect(report.words.errorRate == nil)
        #expect(!report.lines.isEmpty)
    }
}
