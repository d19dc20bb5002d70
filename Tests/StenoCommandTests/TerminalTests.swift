// SPDX-License-Identifier: Apache-2.0

import Testing
import Transcription

@testable import ModelStore
@testable import steno

@Suite struct TerminalTests {
    @Test(arguments: [
        (0, "0 B"), (999, "999 B"), (1_500, "2 kB"), (150_226_579, "150 MB"), (999_499_999, "999 MB"),
        (999_500_000, "1.0 GB"), (1_620_000_000, "1.6 GB"),
    ])
    func bytesInWords(bytes: Int, text: String) {
        #expect(ByteCount.text(bytes) == text)
    }

    @Test(arguments: [(-1.0, "    "), (0.0, "    "), (0.5, "██  "), (0.54, "██▏ "), (1.0, "████"), (2.0, "████")])
    func bars(fraction: Double, text: String) {
        #expect(ProgressBar.text(fraction, width: 4) == text)
    }

    @Test func ratesForgetWhatIsLongAgo() {
        var rate = TransferRate()
        let start = ContinuousClock.now
        rate.update(bytes: 0, at: start)
        #expect(rate.bytesPerSecond == nil)
        rate.update(bytes: 1_000, at: start + .seconds(1))
        #expect(rate.bytesPerSecond == 1_000)
        for second in 2...20 { rate.update(bytes: 1_000, at: start + .seconds(second)) }
        #expect(rate.bytesPerSecond == 0)
        rate.update(bytes: 10, at: start + .seconds(21))
        #expect(rate.bytesPerSecond == nil)
    }

    @Test func pullsInWords() {
        var progress = PullProgress(
            item: "base", stage: .downloading, file: "a.whl", bytes: 75_000_000, total: 150_000_000)
        let bar = "████████████            "
        #expect(
            PullReporter.text(progress, bytesPerSecond: 12_345_678) == "base  \(bar)  50 %  75 MB of 150 MB  12 MB/s")
        progress.stage = .verifying
        #expect(
            PullReporter.text(progress, bytesPerSecond: nil) == "base  \(bar)  50 %  75 MB of 150 MB  checking a.whl")
        progress.stage = .waiting
        #expect(PullReporter.text(progress, bytesPerSecond: nil).contains("waiting"))
        let hub = "huggingface.co"
        #expect(
            PullReporter.announcement(progress, source: hub, license: "mit")
                == "base: 150 MB from huggingface.co, licence: mit")
        #expect(PullReporter.announcement(progress, source: hub, license: nil).hasSuffix("licence: not stated"))
    }

    @Test func textIsCutByColumns() {
        #expect(TextWidth.columns(of: "aé国👋") == 6)
        #expect(TextWidth.prefix(of: "国国国", columns: 5) == "国国")
        #expect(TextWidth.suffix(of: "ab国", columns: 3) == "b国")
        #expect(TextWidth.suffix(of: "ab", columns: 9) == "ab")
    }

    @Test func tablesHaveColumns() {
        let lines = Table.lines(header: ["A", "B"], rows: [["long", ""], ["x", "y"]])
        #expect(lines == ["A     B", "long", "x     y"])
    }

    @Test(arguments: [
        ("127.0.0.1", "http://127.0.0.1:1"), ("0.0.0.0", "http://127.0.0.1:1"), ("::", "http://[::1]:1"),
        ("fe80::1", "http://[fe80::1]:1"), ("localhost", "http://127.0.0.1:1"),
        ("steno.example.com", "http://steno.example.com:1"),
    ])
    func addressesToOpen(host: String, address: String) {
        #expect(ServeCommand.address(host: host, port: 1) == address)
    }
}
