// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import LoadTest

/// Which final belongs to which recording, and how late it was.
struct FinalAttributionTests {
    private typealias Log = LogBuilder

    @Test func byTimes() {
        let stream = Log.stream(
            ["one two", "three four", "five"],
            arrivals: [
                Log.final(at: 14.1, "one", 0.4...1.5), Log.final(at: 14.3, "two", 2...3.7),
                Log.final(at: 22.4, "five", 8.4...11.7),
            ])
        #expect(FinalAttribution(stream).finals == [1, nil, 2])
        let timings = StreamTimings(stream, within: 0...100)
        #expect(timings.lostFinals == 1)
        #expect(timings.finals.map(\.latency).map { ($0 * 10).rounded() / 10 } == [0.8, 0.9])
    }

    /// A final that only touches the next recording with its padding does not tell it.
    @Test func paddingIsNoShare() {
        let stream = Log.stream(["one", "two"], arrivals: [Log.final(at: 14, "one", 0.2...4.6)])
        #expect(FinalAttribution(stream).finals == [0, nil])
    }

    @Test func oneFinalMayTellTwoRecordings() {
        let stream = Log.stream(["one", "two"], arrivals: [Log.final(at: 18, "one two", 0.2...7.6)])
        #expect(FinalAttribution(stream).finals == [0, 0])
    }

    @Test func byWordsWhereThereAreNoTimes() {
        let stream = Log.stream(
            ["the quick brown fox", "jumps over", "the lazy dog"],
            arrivals: [
                Log.final(at: 12.5, "The quick"), Log.final(at: 14, "brown box."), Log.final(at: 23, "the crazy dog"),
            ])
        #expect(FinalAttribution(stream).finals == [1, nil, 2])
    }

    @Test func aFinalBeforeTheEndIsUnfinished() {
        let stream = Log.stream(["one two"], arrivals: [Log.final(at: 12, "one", 0.4...1.5)])
        let timings = StreamTimings(stream, within: 0...100)
        #expect(timings.finals.isEmpty)
        #expect(timings.unfinishedFinals == 1)
        #expect(timings.lostFinals == 0)
    }

    @Test func onlyWhatWasPlayedCounts() {
        let stream = Log.stream(["one", "two", "three"], sent: 7.8, arrivals: [Log.final(at: 14, "one", 0.4...3.7)])
        #expect(FinalAttribution(stream).finals == [0, nil])
    }

    @Test func timesOutsideFullLoadDoNotCount() {
        let stream = Log.stream(
            ["one", "two"], arrivals: [Log.final(at: 14, "one", 0.4...3.7), Log.final(at: 19, "two", 4.4...7.7)])
        let timings = StreamTimings(stream, within: 15...30)
        #expect(timings.finals.map(\.latency) == [1.5])
        #expect(timings.lostFinals == 0)
    }
}
