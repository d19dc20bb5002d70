// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Whisper

/// Every stage against openai-whisper on the same audio, in float32.
struct ModelReferenceTests {
    @Test(arguments: Reference.names)
    func encoderOutput(name: String) throws {
        let reference: Reference = try Reference.load(name)
        let model = try Models.load(reference.model)
        let difference = try model.withContext { context in
            let mel = try reference.logMel(model, context)
            let positions = 0..<mel.frames / 2
            let memory = try AudioMemory.transient(
                positions: positions.count, dimensions: model.dimensions, on: context.backend)
            let (output, _) = try context.encoder.encode([
                EncoderInput(mel: mel, positions: positions, memory: memory, tail: nil)
            ])
            let width = model.dimensions.width
            let values = context.backend.read(output)
            var difference: Float = 0
            for (row, expected) in zip(reference.encoder.rows, reference.encoder.values) {
                for (dimension, value) in zip(reference.encoder.dimensions, expected) {
                    difference = max(difference, abs(values[row * width + dimension] - value))
                }
            }
            return difference
        }
        #expect(difference < 1e-2)
    }

    @Test(arguments: Reference.names)
    func decoderLogits(name: String) throws {
        let reference: Reference = try Reference.load(name)
        let model = try Models.load(reference.model)
        let logits = try model.withContext { context in
            let audio = try fullWindow(reference, model, context)
            let tokens = reference.decoder.tokens
            return try context.decoder.forward([
                .init(tokens: tokens, state: try context.states.take(), audio: audio, logitRows: Array(tokens.indices))
            ])[0].logits
        }
        var difference: Float = 0
        for (step, row) in logits.enumerated() {
            for (id, value) in zip(reference.decoder.ids, reference.decoder.values[step]) {
                difference = max(difference, abs(row[id] - value))
            }
            for (id, value) in zip(reference.decoder.topIds[step], reference.decoder.topValues[step]) {
                difference = max(difference, abs(row[id] - value))
            }
        }
        #expect(logits.count == reference.decoder.values.count)
        #expect(difference < 1e-2)
    }

    @Test(arguments: Reference.names)
    func greedyTexts(name: String) throws {
        let reference: Reference = try Reference.load(name)
        let model = try Models.load(reference.model)
        for (timestamps, expected) in [(false, reference.withoutTimestamps), (true, reference.withTimestamps)] {
            let options = DecodingOptions(language: reference.clip.language, timestamps: timestamps)
            let decoding = try model.withContext { context in
                try context.text(model).decode([
                    .init(
                        audio: fullWindow(reference, model, context), language: reference.clip.language,
                        options: options)
                ])[0].get()
            }
            #expect(decoding.tokens == expected.tokens)
            #expect(abs(decoding.averageLogProbability - expected.averageLogProbability) < 1e-3)
            #expect(abs(decoding.noSpeechProbability - expected.noSpeechProbability) < 1e-3)
            #expect(abs(CompressionRatio.of(expected.text) - expected.compressionRatio) < 0.02)
        }
    }

    @Test(arguments: Reference.names.filter { $0.hasPrefix("base") })
    func languages(name: String) throws {
        let reference: Reference = try Reference.load(name)
        let model = try Models.load(reference.model)
        let found = try model.withContext { context in
            let input = try Decoder<CPUBackend>.Input(
                tokens: [model.tokenizer.startOfTranscript], state: try context.states.take(),
                audio: fullWindow(reference, model, context), logitRows: [0])
            let logits = try context.decoder.forward([input])[0].logits[0]
            return context.text(model).languageProbabilities(logits)
        }
        for expected in try #require(reference.languages) {
            #expect(abs(found[expected.language, default: 0] - expected.probability) < 1e-3)
        }
    }

    @Test(arguments: Reference.names.filter { $0.hasSuffix("jfk-whisper") || $0.hasSuffix("jfk-short-whisper") })
    func wordTimes(name: String) throws {
        let reference: Reference = try Reference.load(name)
        let model = try Models.load(reference.model)
        let options = DecodingOptions(language: "en", window: .full, wordTimes: true, fallback: false)
        let words = try model.transcribe(Reference.samples(reference.clip), options: options).words
        #expect(words.map(\.text) == reference.words.merged.map(\.word))
        for (word, expected) in zip(words, reference.words.merged) {
            #expect(abs(Double(word.start) / 16_000 - expected.start) <= 0.1)
            #expect(abs(Double(word.end) / 16_000 - expected.end) <= 0.1)
        }
    }

    private func fullWindow(
        _ reference: Reference, _ model: WhisperModel, _ context: WorkerContext
    ) throws -> EncodedAudio<CPUBackend> {
        let mel = try reference.logMel(model, context)
        return try model.encode(mel, audioPositions: mel.frames / 2, context)
    }
}
