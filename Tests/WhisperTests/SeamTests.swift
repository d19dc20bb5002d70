import StenoTesting
import Synchronization
import Testing

@testable import Whisper

/// Audio that is encoded in pieces, each once, and words that wait for the audio behind them.
struct SeamTests {
    private static let seams = [56_000, 92_000]

    private func request(_ samples: some Collection<Float>, seams: [Int], state: StreamingState?)
        -> TranscriptionRequest
    {
        TranscriptionRequest(
            samples: Array(samples),
            options: DecodingOptions(
                language: "en", seams: seams, pass: .thorough, wordTimes: true, beamSize: 5, fallback: false),
            state: state)
    }

    /// Whether there was time for a look at each pause, at some, or at none, and for quick passes in between: the text that stays
    /// is the same, with the same probabilities.
    @Test(arguments: [[], [56_000], [92_000], [56_000, 92_000]])
    func looksDoNotChangeTheFinal(looks: [Int]) throws {
        let model = try Models.load("tiny.en")
        let samples = try Fixtures.samples("jfk.wav")
        let expected = try model.transcribe([request(samples, seams: Self.seams, state: StreamingState())])[0].get()
        #expect(expected.text.contains("what you can do for your country"))

        let state = StreamingState()
        for end in looks {
            let look = request(samples[..<end], seams: Self.seams.filter { $0 < end }, state: state)
            _ = try model.transcribe([look])[0].get()
            let quick = TranscriptionRequest(
                samples: Array(samples[..<(end + 16_000)]),
                options: DecodingOptions(language: "en", wordTimes: true, fallback: false), state: state)
            _ = try model.transcribe([quick])[0].get()
        }
        let final = try model.transcribe([request(samples, seams: Self.seams, state: state)])[0].get()
        #expect(final.text == expected.text)
        #expect(abs(final.averageLogProbability - expected.averageLogProbability) < 1e-4)
    }

    /// A thorough pass encodes what lies behind the last seam, and a little before it.
    @Test func whatLiesBeforeASeamIsSettled() throws {
        let model = try Models.load("tiny.en")
        let samples = try Fixtures.samples("jfk.wav")
        let state = StreamingState()
        _ = try model.transcribe([request(samples, seams: Self.seams, state: state)])[0].get()
        let kept = state.take()
        #expect(kept.settled.positions == model.positions(92_000) - model.streaming.settlingPositions)
        #expect(kept.surveyed.positions == model.positions(samples.count))
    }

    /// Whoever is cancelled before a seam is encoded begins there again.
    @Test func aCancelledSeamIsMadeUpFor() throws {
        let model = try Models.load("tiny.en")
        let samples = try Fixtures.samples("jfk.wav")
        let state = StreamingState()
        var cancelled = request(samples, seams: Self.seams, state: state)
        let asked = Counter()
        cancelled.options.isCancelled = { asked.next() > 2 }
        #expect(throws: WhisperError.cancelled) { try model.transcribe([cancelled])[0].get() }
        let final = try model.transcribe([request(samples, seams: Self.seams, state: state)])[0].get()
        let expected = try model.transcribe([request(samples, seams: Self.seams, state: StreamingState())])[0].get()
        #expect(final.text == expected.text)
    }

    /// A text with an open end is the beginning of the whole text, and says nothing of audio that is all open.
    @Test func anOpenEndLeavesItsWords() throws {
        let model = try Models.load("tiny.en")
        let samples = try Fixtures.samples("jfk.wav")
        func tokens(until end: Int, openEnd: Double) throws -> [Int] {
            try model.transcribe(
                Array(samples[..<end]),
                options: DecodingOptions(language: "en", wordTimes: true, fallback: false, openEnd: openEnd)
            ).tokens
        }
        var left = 0
        for end in stride(from: 24_000, through: 168_000, by: 16_000) {
            let (whole, open) = (try tokens(until: end, openEnd: 0), try tokens(until: end, openEnd: 0.2))
            #expect(whole.starts(with: open), "at \(end)")
            left += whole.count - open.count
        }
        #expect(left > 0)
        #expect(try tokens(until: 48_000, openEnd: 30) == [])
    }
}

private final class Counter: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}
