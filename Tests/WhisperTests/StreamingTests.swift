// SPDX-License-Identifier: Apache-2.0

import StenoTesting
import Synchronization
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

    /// Tokens that are promised keep what the decoder computed for them when the audio was shorter: the text is the same.
    @Test(arguments: ["tiny.en", "base"])
    func rememberedTokensGiveTheSameText(name: String) throws {
        let model = try Models.load(name)
        let samples = try Fixtures.samples("jfk.wav")
        func tokens(remembering: Bool) throws -> [Int] {
            let state = StreamingState()
            var (prefix, tokens): ([Int], [Int]) = ([], [])
            for end in stride(from: 2 * Self.step, through: samples.count, by: Self.step) {
                let options = DecodingOptions(language: "en", prefix: prefix, wordTimes: true, fallback: false)
                let next = try model.transcribe([
                    TranscriptionRequest(samples: Array(samples[..<end]), options: options, state: state)
                ])[0].get()
                let agreed = zip(next.tokens.dropLast(3), tokens).prefix { $0 == $1 }.count
                (prefix, tokens) = (Array(next.tokens.prefix(max(agreed, prefix.count))), next.tokens)
                let starts = next.words.map(\.start)
                #expect(starts == starts.sorted() && next.words.allSatisfy { $0.end <= end + 3_200 })
                var kept = state.take()
                #expect(kept.text.map { $0.tokens.count > prefix.count } ?? true)
                if !remembering { kept.text = nil }
                state.put(kept)
            }
            #expect(prefix.count > 10)
            return tokens
        }
        // Rounding: a word in doubt may turn out otherwise.
        let (remembered, anew) = (
            words(try tokens(remembering: true), model), words(try tokens(remembering: false), model)
        )
        #expect(remembered.difference(from: anew).insertions.count <= 1, "\(remembered) \(anew)")
        #expect(abs(remembered.count - anew.count) <= 1)
    }

    /// Only the same beginning is worth anything, and its last token is always computed.
    @Test func memoryServesTheSharedTokens() {
        let memory = TextMemory<CPUStorage>(
            tokens: [1, 2, 3, 4], keyValues: [], alignment: [[1, 2, 3, 4]], positions: 0..<2, exact: 3, decided: 2)
        func count(_ opening: [Int], text: Int = 1, aligning: Bool = true, exactly: Bool = false) -> Int {
            memory.count(sharedWith: opening, text: text, aligning: aligning, exactly: exactly)
        }
        #expect(count([1, 2, 3, 4, 5, 6]) == 4)
        #expect(count([1, 2, 3, 4]) == 3)
        #expect(count([1, 2, 9, 4]) == 2)
        #expect(count([1, 2, 3, 4], text: 3) == 0)
        #expect(count([7]) == 0)
        #expect(count([1, 2, 3, 4, 5, 6], exactly: true) == 3)
        #expect(memory.alignment(rows: 2, positions: 0..<3) == [[1, 2, 0, 3, 4, 0]])
        #expect(memory.alignment(rows: 1, positions: 0..<1) == [[1]])
        #expect(memory.alignment(rows: 2, positions: 1..<4) == [[2, 0, 0, 4, 0, 0]])
        #expect(memory.alignment(rows: 2, positions: 5..<6) == [[0, 0]])
        #expect(memory.ofDecided.tokens == [1, 2])
        #expect(memory.ofDecided.exact == 2)
        var silent = memory
        silent.alignment = []
        #expect(silent.count(sharedWith: [1, 2, 3], text: 1, aligning: true, exactly: false) == 0)
        #expect(silent.count(sharedWith: [1, 2, 3], text: 1, aligning: false, exactly: false) == 2)
    }

    /// A pass computes the positions that are not frozen and no others.
    @Test func onlyTheEndIsEncoded() throws {
        let model = try Models.load("tiny.en")
        let samples = try Fixtures.samples("jfk.wav")
        let state = StreamingState()
        _ = try texts(of: samples, model, state: state)
        let kept = state.take()
        let positions = model.positions(samples.count / Self.step * Self.step)
        #expect(kept.frozen.positions == positions - model.streaming.revisedPositions)
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

    /// Whoever is cancelled, before, while or after its audio is encoded, has not forgotten what it had heard.
    @Test(arguments: [1, 3, 5, 6])
    func cancelledPassKeepsWhatWasHeard(questions: Int) throws {
        let model = try Models.load("tiny.en")
        let samples = try Fixtures.samples("jfk.wav")
        let (state, other) = (StreamingState(), StreamingState())
        let heard = Array(samples[..<120_000])
        let before = try texts(of: heard, model, state: state).last
        _ = try texts(of: heard, model, state: other)

        let asked = Atomic<Int>(0)
        let options = DecodingOptions(language: "en") {
            asked.add(1, ordering: .relaxed).newValue > questions
        }
        let more = Array(samples[..<140_000])
        let cancelled = model.transcribe([TranscriptionRequest(samples: more, options: options, state: state)])
        #expect(throws: WhisperError.cancelled) { try cancelled[0].get() }

        let kept = state.take()
        #expect(kept.frozen.positions >= model.positions(heard.count) - model.streaming.revisedPositions)
        #expect(kept.tokens == before)
        state.put(kept)
        let all = try texts(of: samples, model, state: state, from: samples.count).last
        let uncancelled = try texts(of: samples, model, state: other, from: samples.count).last
        #expect(words(all, model) == words(uncancelled, model))
    }

    /// A shout after a whisper changes the level of all that was heard.
    @Test func muchLouderSoundIsEncodedAgain() throws {
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
