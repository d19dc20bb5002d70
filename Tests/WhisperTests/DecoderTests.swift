import StenoTesting
import Testing

@testable import Whisper

/// Ways of computing the same thing that must agree.
struct DecoderTests {
    @Test func cachedStepsEqualOnePass() throws {
        let model = try Models.load("tiny.en")
        let samples = try Fixtures.samples("jfk.wav")
        try model.withContext { context in
            let audio = try model.encode(samples, window: .trimmed, context)
            let tokens =
                [model.tokenizer.startOfTranscript, model.tokenizer.noTimestamps] + model.tokenizer.encode(" And so my")
            let whole = DecoderState(dimensions: model.dimensions, backend: context.backend)
            let all = try context.decoder.forward([.init(tokens: tokens, state: whole, audio: audio)], logits: .all)[0]
            let steps = DecoderState(dimensions: model.dimensions, backend: context.backend)
            for (index, token) in tokens.enumerated() {
                let step = try context.decoder.forward(
                    [.init(tokens: [token], state: steps, audio: audio)], logits: .last)[0]
                #expect(largestDifference(step.logits[0], all.logits[index]) < 1e-3)
            }
        }
    }

    @Test func sequencesOfABatchDoNotNoticeEachOther() throws {
        let model = try Models.load("tiny.en")
        let samples = try Fixtures.samples("jfk.wav")
        try model.withContext { context in
            let pieces = [Array(samples[..<40_000]), Array(samples[60_000..<150_000])]
            let mels = try pieces.map { try model.logMel($0, window: .trimmed, context) }
            let tokens = [
                [model.tokenizer.startOfTranscript], [model.tokenizer.startOfTranscript, model.tokenizer.noTimestamps],
            ]

            let (encoded, rows) = try context.encoder.encode(mels, tail: model.silence)
            let audio = try rows.map { try context.decoder.prepare(encoded.rows($0), tail: model.silence) }
            let together = try context.decoder.forward(
                zip(tokens, audio).map { tokens, audio in
                    .init(
                        tokens: tokens, state: DecoderState(dimensions: model.dimensions, backend: context.backend),
                        audio: audio)
                }, logits: .last)
            for index in 0..<2 {
                let (output, rows) = try context.encoder.encode([mels[index]], tail: model.silence)
                let alone = try context.decoder.prepare(output.rows(rows[0]), tail: model.silence)
                let state = DecoderState(dimensions: model.dimensions, backend: context.backend)
                let logits = try context.decoder.forward(
                    [.init(tokens: tokens[index], state: state, audio: alone)], logits: .last)[0].logits[0]
                #expect(largestDifference(logits, together[index].logits[0]) < 1e-3)
            }
        }
    }

    @Test func truncatedCacheIsExact() throws {
        let model = try Models.load("tiny.en")
        let samples = try Fixtures.samples("jfk.wav")
        try model.withContext { context in
            let audio = try model.encode(samples, window: .trimmed, context)
            let state = DecoderState(dimensions: model.dimensions, backend: context.backend)
            func run(_ tokens: [Int]) throws -> [Float] {
                try context.decoder.forward([.init(tokens: tokens, state: state, audio: audio)], logits: .last)[0]
                    .logits[0]
            }
            let opening = [model.tokenizer.startOfTranscript, model.tokenizer.noTimestamps]
            let expected = try run(opening)
            _ = try run(model.tokenizer.encode(" something else"))
            state.truncate(to: 1)
            #expect(largestDifference(try run([opening[1]]), expected) < 1e-4)
        }
    }

    private func largestDifference(_ left: [Float], _ right: [Float]) -> Float {
        zip(left, right).reduce(0) { max($0, abs($1.0 - $1.1)) }
    }
}
