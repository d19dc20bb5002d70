import StenoTesting
import Testing

@testable import Whisper

/// Utterances that grow: what is kept from pass to pass, and what that may change.
struct StreamingTests {
    private static let step = 8_000

    /// Texts of a recording after each half second.
    private func texts(
        of samples: [Float], _ model: WhisperModel, state: StreamingState?, from first: Int = step
    ) throws -> [[Int]] {
        try stride(from: first, through: samples.count, by: Self.step).map { end in
            let request = TranscriptionRequest(
                samples: Array(samples[..<end]), options: DecodingOptions(language: "en", fallback: false),
                state: state)
            return try model.transcribe([request])[0].get().tokens
        }
    }

    /// With nothing frozen, a pass with a state is a pass without one, but for the draft; and the draft changes nothing.
    @Test(arguments: ["tiny.en", "base"])
    func draftsChangeNothing(name: String) throws {
        let model = try WhisperModel(
            folder: Fixtures.model(name), computeType: .float32, streaming: StreamingSettings(revised: 30))
        let samples = try Fixtures.samples("jfk.wav")
        #expect(
            try texts(of: samples, model, state: StreamingState(), from: 2 * Self.step)
                == texts(of: samples, model, state: nil, from: 2 * Self.step))
    }

    /// Wrong, short, long and absurd drafts give what no draft gives.
    @Test func anyDraftGivesTheGreedyText() throws {
        let model = try Models.load("tiny.en")
        try model.withContext { context in
            let audio = try model.encodeWindow(Fixtures.samples("jfk.wav"), context)
            func decode(draft: [Int]) throws -> TextDecoding {
                try context.text(model).decode([
                    .init(
                        audio: audio, language: "en", options: DecodingOptions(language: "en", wordTimes: true),
                        draft: draft)
                ])[0].get()
            }
            let greedy = try decode(draft: [])
            let tokens = greedy.tokens
            let drafts = [
                tokens, Array(tokens.dropLast(5)), tokens + tokens, Array(tokens.reversed()),
                Array(tokens[..<4]) + [11, 11] + Array(tokens[4...]), Array(repeating: 257, count: 400),
            ]
            for draft in drafts {
                let verified = try decode(draft: draft)
                #expect(verified.tokens == tokens)
                #expect(zip(verified.logProbabilities, greedy.logProbabilities).allSatisfy { abs($0 - $1) < 1e-3 })
                #expect(verified.alignment.map(\.count) == greedy.alignment.map(\.count))
            }
        }
    }

    /// What was frozen differs only in what it had not heard yet.
    @Test(arguments: ["tiny.en", "base"])
    func frozenAudioGivesTheSameText(name: String) throws {
        let model = try Models.load(name)
        let samples = try Fixtures.samples("jfk.wav")
        let streamed = try texts(of: samples, model, state: StreamingState()).last
        let whole = try texts(of: samples, model, state: nil, from: samples.count / Self.step * Self.step).last
        #expect(words(streamed, model) == words(whole, model))
    }

    /// A pass computes the positions that are not frozen and no others.
    @Test func onlyTheEndIsEncoded() throws {
        let model = try Models.load("tiny.en")
        let samples = try Fixtures.samples("jfk.wav")
        let state = StreamingState()
        _ = try texts(of: samples, model, state: state)
        let kept = state.take()
        let positions = model.positions(samples.count / Self.step * Self.step)
        #expect(kept.frozen == positions - model.streaming.revisedPositions)
        #expect(kept.audio.capacity < 2 * positions)
    }

    @Test func sequencesOfABatchDoNotNoticeEachOther() throws {
        let model = try Models.load("tiny.en")
        let samples = try Fixtures.samples("jfk.wav")
        let ranges = [0..<40_000, 60_000..<150_000, 20_000..<176_000, 0..<176_000]
        let requests = ranges.map { range in
            TranscriptionRequest(samples: Array(samples[range]), options: DecodingOptions(wordTimes: true))
        }
        let together = model.transcribe(requests)
        for (request, result) in zip(requests, together) {
            let alone = try model.transcribe([request])[0].get()
            let transcript = try result.get()
            #expect(transcript.words == alone.words || transcript.tokens == alone.tokens)
            #expect(abs(transcript.averageLogProbability - alone.averageLogProbability) < 1e-3)
        }
    }

    /// Samples that are no numbers, too much audio, a cancelled request: each fails alone.
    @Test func oneFailureIsNotTheOthers() throws {
        let model = try Models.load("tiny.en")
        let samples = try Fixtures.samples("jfk.wav")
        let results = model.transcribe([
            TranscriptionRequest(samples: [Float](repeating: .nan, count: 16_000)),
            TranscriptionRequest(samples: samples),
            TranscriptionRequest(samples: [Float](repeating: 0, count: 480_001)),
            TranscriptionRequest(samples: samples, options: DecodingOptions(isCancelled: { true })),
            TranscriptionRequest(samples: []),
        ])
        func code(_ result: Result<Transcript, any Error>) -> WhisperError.Code? {
            if case .failure(let error) = result { (error as? WhisperError)?.code } else { nil }
        }
        #expect(results.map(code) == [.notFinite, nil, .audioTooLong, .cancelled, nil])
        #expect(try results[1].get().text == model.transcribe(samples).text)
    }

    /// A shout after a whisper changes the level of all that was heard.
    @Test func muchLouderSoundIsEncodedAnew() throws {
        let model = try Models.load("tiny.en")
        let samples = try Fixtures.samples("jfk.wav")
        let quiet = samples[..<88_000].map { $0 * 0.05 } + samples[88_000...]
        let state = StreamingState()
        _ = try texts(of: Array(quiet[..<88_000]), model, state: state)
        let streamed = try texts(of: quiet, model, state: state, from: quiet.count).last
        let whole = try texts(of: quiet, model, state: nil, from: quiet.count).last
        #expect(streamed == whole)
    }

    /// Letters alone: punctuation hangs on what comes after.
    private func words(_ tokens: [Int]?, _ model: WhisperModel) -> [Substring] {
        model.tokenizer.decode(tokens ?? []).lowercased().split { !$0.isLetter }
    }
}
