// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import LoadTest

/// When partials come.
struct PartialTimingTests {
    private typealias Log = LogBuilder

    private func timings(_ arrivals: [StreamLog.Arrival], recordings: [String] = ["one"]) -> StreamTimings {
        StreamTimings(Log.stream(recordings, arrivals: arrivals), within: 0...100)
    }

    private func tenths(_ values: [Double]) -> [Int] { values.map { Int(($0 * 10).rounded()) } }

    /// Speech from 10.5 to 13.5.
    @Test func gapsBetweenPartials() {
        let measured = timings([
            Log.partial(at: 11.1, "a", end: 0.9), Log.partial(at: 11.6, "b", end: 1.4),
            Log.partial(at: 12.4, "c", end: 2.1), Log.partial(at: 13.1, "d", end: 2.9),
        ])
        #expect(tenths(measured.firstTexts) == [6])
        #expect(tenths(measured.spacings) == [5, 8, 7])
        #expect(tenths(measured.lags.map(\.lag)) == [2, 2, 3, 2])
    }

    @Test func theLastGapCountsWhenItIsLongAlready() {
        #expect(tenths(timings([Log.partial(at: 11, "a"), Log.partial(at: 11.5, "b")]).spacings) == [5, 20])
        #expect(tenths(timings([Log.partial(at: 11, "a")]).spacings) == [25])
    }

    @Test func speechWithoutPartialsIsOneGap() {
        #expect(tenths(timings([Log.final(at: 14, "a", 0.4...3.7)]).spacings) == [30])
        #expect(tenths(timings([Log.final(at: 14, "a", 0.4...3.7)]).firstTexts) == [35])
    }

    /// What arrives late is about the recording before, and no first text of this one.
    @Test func lateTextsBelongToTheirAudio() {
        let measured = timings(
            [Log.partial(at: 14.9, "a", end: 3.4), Log.partial(at: 15.5, "b", end: 5)], recordings: ["one", "two"])
        #expect(tenths(measured.firstTexts) == [44, 10])
        #expect(tenths(measured.spacings) == [30, 20])
    }

    @Test func flushesCountFromTheQuestion() {
        var stream = Log.stream(["one", "two"], arrivals: [Log.final(at: 13.8, "a", 0.4...3.6)])
        stream.recordings[0].flush = 3.6
        stream.recordings[1].flush = 7.6
        let measured = StreamTimings(stream, within: 0...100)
        #expect(tenths(measured.flushes) == [2])
        #expect(tenths(measured.finals.map(\.latency)) == [3])
    }

    @Test func shortSpeechSaysNothingAboutGaps() {
        var stream = Log.stream(["one"])
        stream.recordings[0].speech = [0.5...2.4, 3...3.5]
        #expect(StreamTimings(stream, within: 0...100).spacings.isEmpty)
    }

    @Test func emptyTextsAreNone() {
        #expect(timings([Log.partial(at: 11, " ", end: 1)]).firstTexts.isEmpty)
    }
}
