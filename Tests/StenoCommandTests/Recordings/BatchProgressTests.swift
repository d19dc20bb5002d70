// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import steno

@Suite struct BatchProgressTests {
    @Test func saysHowFarItIsAndHowLongTheRestTakes() {
        var progress = BatchProgress(sizes: [1_000, 1_000, 10_000])
        #expect(progress.skip("a.wav", because: ["a.srt", "a.txt"]) == "[1/3] a.wav skipped, has a.srt, a.txt")
        #expect(progress.place == "[2/3] ")
        #expect(progress.finish("talk.flac", duration: 230, in: 17) == "[2/3] talk.flac 3:50 in 0:17, 14x, 3 min left")
        #expect(progress.finish("c.wav", duration: 3_723.4, in: 4_000) == "[3/3] c.wav 1:02:03 in 1:06:40, 0.9x")
        #expect(progress.summary == "2 transcribed, 1 skipped.")
    }

    @Test func namesWhatFailed() {
        var progress = BatchProgress(sizes: [1, 1])
        progress.fail("bad.wav")
        #expect(progress.finish("c.wav", duration: 10, in: 2) == "[2/2] c.wav 0:10 in 0:02, 5.0x")
        #expect(progress.summary == "1 transcribed, 1 failed: bad.wav.")
    }

    @Test func oneRecordingHasNoPlaceAndNoSummary() {
        var progress = BatchProgress(sizes: [5])
        #expect(progress.finish("c.wav", duration: 10, in: 0.1) == "c.wav 0:10 in 0:00, 100x")
        #expect(progress.summary == nil)
    }

    @Test func longRunsAreShownInHours() {
        var progress = BatchProgress(sizes: [1, 130])
        #expect(progress.finish("a", duration: 600, in: 60).hasSuffix(", 2 h 10 min left"))
        var short = BatchProgress(sizes: [100, 1])
        #expect(short.finish("a", duration: 600, in: 60).hasSuffix(", less than a minute left"))
    }
}
