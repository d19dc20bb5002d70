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
            let (output, _) = try context.encoder.encode([mel], tail: nil)
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
            let state = DecoderState(dimensions: model.dimensions, backend: context.backend)
            return try context.decoder.forward(
                [.init(tokens: reference.decoder.tokens, state: state, audio: audio)], logits: .all)[0].logits
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
                try text(model, context).decode(
                    fullWindow(reference, model, context), language: reference.clip.language, options: options,
                    temperature: 0)
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
            let state = DecoderState(dimensions: model.dimensions, backend: context.backend)
            let input = try Decoder<CPUBackend>.Input(
                tokens: [model.tokenizer.startOfTranscript], state: state, audio: fullWindow(reference, model, context))
            let logits = try context.decoder.forward([input], logits: .last)[0].logits[0]
            return Dictionary(uniqueKeysWithValues: text(model, context).languageProbabilities(logits).map { ($0, $1) })
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
    ) throws -> EncodedAudio<CPUStorage> {
        let (output, rows) = try context.encoder.encode([reference.logMel(model, context)], tail: nil)
        return try context.decoder.prepare(output.rows(rows[0]), tail: nil)
    }

    private func text(_ model: WhisperModel, _ context: WorkerContext) -> TextDecoder<CPUBackend> {
        TextDecoder(
            decoder: context.decoder, tokenizer: model.tokenizer, dimensions: model.dimensions, rules: model.rules)
    }
}
