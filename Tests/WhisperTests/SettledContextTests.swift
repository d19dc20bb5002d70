// SPDX-License-Identifier: Apache-2.0

import StenoTesting
import Synchronization
import Testing

@testable import Whisper

/// The audio of earlier utterances, which is encoded once, and words that wait for the audio behind them.
struct SettledContextTests {
    private static let end = 92_000

    private func request(
        _ samples: some Collection<Float>, after context: [Int] = [], state: StreamingState?
    ) -> TranscriptionRequest {
        let spoken = SpokenContext(tokens: context, end: Self.end, textStart: Self.end)
        return TranscriptionRequest(
            samples: Array(samples),
            options: DecodingOptions(
                language: "en", context: context.isEmpty ? nil : spoken, pass: .thorough, wordTimes: true, beamSize: 5,
                fallback: false), state: state)
    }

    private func quick(_ samples: some Collection<Float>, state: StreamingState) -> TranscriptionRequest {
        TranscriptionRequest(
            samples: Array(samples), options: DecodingOptions(language: "en", wordTimes: true, fallback: false),
            state: state)
    }

    private func transcribe(_ request: TranscriptionRequest, _ model: WhisperModel) throws -> Transcript {
        try model.transcribe([request])[0].get()
    }

    /// Whether the window saw the context's own final and quick passes behind it, or is a new one: the context is encoded alike.
    @Test func earlierPassesDoNotChangeTheContext() throws {
        let model = try Models.load("tiny.en")
        let samples = try Fixtures.samples("jfk.wav")
        let (seen, new) = (StreamingState(), StreamingState())
        let context = try transcribe(request(samples[..<Self.end], state: seen), model).tokens
        _ = try transcribe(quick(samples[..<120_000], state: seen), model)
        for state in [seen, new] {
            let final = try transcribe(request(samples, after: context, state: state), model)
            #expect(final.text.contains("what you can do for your country"))
        }
        let (one, other) = (seen.take(), new.take())
        #expect(one.settled == other.settled && one.settled.positions > 200)
        for (rows, otherRows) in zip(one.audio.encoder + one.audio.decoder, other.audio.encoder + other.audio.decoder) {
            for row in 0..<one.settled.positions {
                let (values, others) = (rows.row(row), otherRows.row(row))
                #expect((0..<rows.columns).allSatisfy { abs(values[$0] - others[$0]) < 1e-3 }, "row \(row)")
            }
        }
    }

    /// In a new window the context is settled by the first pass, also a quick one.
    @Test(arguments: [DecodingOptions.Pass.quick, .thorough])
    func aNewWindowSettlesItsContext(pass: DecodingOptions.Pass) throws {
        let model = try Models.load("tiny.en")
        let samples = try Fixtures.samples("jfk.wav")
        let context = try transcribe(request(samples[..<Self.end], state: nil), model).tokens
        let state = StreamingState()
        var request = request(samples, after: context, state: state)
        request.options.pass = pass
        _ = try transcribe(request, model)
        let kept = state.take()
        #expect(kept.settled.positions == model.positions(Self.end) - model.streaming.settlingPositions)
        #expect(kept.surveyed.positions == model.positions(pass == .quick ? Self.end : samples.count))
    }

    /// Whoever is cancelled while the context is encoded begins there again.
    @Test func aCancelledPassDoesNotSettle() throws {
        let model = try Models.load("tiny.en")
        let samples = try Fixtures.samples("jfk.wav")
        let context = try transcribe(request(samples[..<Self.end], state: nil), model).tokens
        let state = StreamingState()
        var cancelled = request(samples, after: context, state: state)
        let asked = Atomic(0)
        cancelled.options.isCancelled = { asked.add(1, ordering: .relaxed).newValue > 2 }
        #expect(throws: WhisperError.cancelled) { try transcribe(cancelled, model) }
        let kept = state.take()
        #expect(kept.settled.positions == 0)
        state.put(kept)
        let final = try transcribe(request(samples, after: context, state: state), model)
        let expected = try transcribe(request(samples, after: context, state: StreamingState()), model)
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
