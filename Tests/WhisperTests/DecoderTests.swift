// SPDX-License-Identifier: Apache-2.0

import StenoTesting
import Testing

@testable import Whisper

/// Ways of computing the same thing that must agree.
struct DecoderTests {
    @Test func cachedStepsEqualOnePass() throws {
        let model = try Models.load("tiny.en")
        try model.withContext { context in
            let audio = try model.encodeWindow(Fixtures.samples("jfk.wav"), context)
            let tokens =
                [model.tokenizer.startOfTranscript, model.tokenizer.noTimestamps] + model.tokenizer.encode(" And so my")
            let all = try context.decoder.forward([
                .init(
                    tokens: tokens, state: try context.states.take(), audio: audio, logitRows: Array(tokens.indices))
            ])[0]
            let steps = try context.states.take()
            for (index, token) in tokens.enumerated() {
                let step = try context.decoder.forward([
                    .init(tokens: [token], state: steps, audio: audio, logitRows: [0])
                ])[0]
                #expect(largestDifference(step.logits[0], all.logits[index]) < 1e-3)
            }
        }
    }

    @Test func truncatedCacheIsExact() throws {
        let model = try Models.load("tiny.en")
        try model.withContext { context in
            let audio = try model.encodeWindow(Fixtures.samples("jfk.wav"), context)
            let state = try context.states.take()
            func run(_ tokens: [Int]) throws -> [Float] {
                try context.decoder.forward([
                    .init(tokens: tokens, state: state, audio: audio, logitRows: [tokens.count - 1])
                ])[0].logits[0]
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
