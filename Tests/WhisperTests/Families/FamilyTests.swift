// SPDX-License-Identifier: Apache-2.0

import Foundation
import StenoTesting
import Testing
import Weights

@testable import Whisper

/// Every family's structure against transformers and openai-whisper, in float32, from the forms that checkpoints have.
struct FamilyTests {
    /// Between them the families have every type, number of files, and kind of vocabulary.
    private static func folder(_ family: FamilyReference.Family) -> FamilyFolder {
        var folder = FamilyFolder(family: family)
        if let heads = family.alignment { folder.generation = "{\"alignment_heads\": \(heads)}" }
        switch family.name {
        case "tiny": folder.type = .float16
        case "tiny.en": folder.vocabulary = .text
        case "base": (folder.type, folder.vocabulary) = (.bfloat16, .list)
        case "small.en": (folder.shards, folder.vocabulary) = (2, .merges)
        case "medium": (folder.shards, folder.type) = (3, .float16)
        case "large-v3-turbo": folder.vocabulary = .settings
        case "distil-small.en": folder.generation = #"{"suppress_tokens": [-1], "forced_decoder_ids": [[1, 50362]]}"#
        // Those of large-v3, as in the published checkpoint.
        case "distil-large-v3": folder.generation = #"{"alignment_heads": [[7, 0], [10, 17], [12, 18]]}"#
        default: break
        }
        return folder
    }

    @Test(arguments: FamilyReference.names)
    func computesWhatTheOriginalsCompute(name: String) throws {
        let reference = try FamilyReference.load(name)
        let family = reference.family
        try TemporaryModel.withFolder { folder in
            try Self.folder(family).write(to: folder)
            if name == "large-v3-turbo" {
                // Of another family: the weights count.
                try Data(#"{"feature_size": 80, "n_fft": 400, "hop_length": 160, "sampling_rate": 16000}"#.utf8)
                    .write(to: folder.appending(path: "preprocessor_config.json"))
            }
            let model = try WhisperModel(folder: folder.path, threads: 2, computeType: .float32)
            #expect(model.dimensions.melBins == family.mels && model.dimensions.decoderLayers == family.decoder)
            #expect(model.languages.count == (family.vocabulary == 51_864 ? 1 : family.vocabulary - 51_766))
            try model.withContext { context in
                let audio = try encode(reference, model, context)
                try compareLogits(reference, audio, context)
                try compareTexts(reference, audio, model, context)
                try compareLanguages(reference, audio, model, context)
                try compareWords(reference, audio, context, model)
            }
        }
    }

    private func encode(
        _ reference: FamilyReference, _ model: WhisperModel, _ context: WorkerContext
    ) throws -> EncodedAudio<CPUBackend> {
        let samples = try Reference.samples(reference.clip)
        let mel = try model.frontEnd.logMel(samples, frames: 3000, level: .window, on: context.backend)
        let count = Float(mel.values.count)
        #expect(abs(mel.values.reduce(0, +) / count - reference.mel.mean) < 1e-3)
        #expect(abs((mel.values.reduce(0) { $0 + $1 * $1 } / count).squareRoot() - reference.mel.rms) < 1e-3)
        let memory = try AudioMemory.transient(positions: 1500, dimensions: model.dimensions, on: context.backend)
        let input = EncoderInput<CPUBackend>(mel: mel, positions: 0..<1500, memory: memory, tail: nil)
        let (output, rows) = try context.encoder.encode([input])
        let (values, width) = (context.backend.read(output), model.dimensions.width)
        var difference: Float = 0
        for (row, expected) in zip(reference.encoder.rows, reference.encoder.values) {
            for (dimension, value) in zip(reference.encoder.dimensions, expected) {
                difference = max(difference, abs(values[row * width + dimension] - value))
            }
        }
        #expect(difference < 1e-2)
        var audio = try context.decoder.prepare([input], encoded: output, rows: rows)[0]
        audio.audioPositions = samples.count / 320
        return audio
    }

    private func compareLogits(
        _ reference: FamilyReference, _ audio: EncodedAudio<CPUBackend>, _ context: WorkerContext
    ) throws {
        let tokens = reference.decoder.tokens
        let logits = try context.decoder.forward([
            .init(tokens: tokens, state: context.states.take(), audio: audio, logitRows: Array(tokens.indices))
        ])[0].logits
        #expect(logits.count == reference.decoder.values.count)
        var difference: Float = 0
        for (step, row) in logits.enumerated() {
            let expected =
                zip(reference.decoder.ids, reference.decoder.values[step]).map { ($0, $1) }
                + zip(reference.decoder.topIds[step], reference.decoder.topValues[step]).map { ($0, $1) }
            for (id, value) in expected { difference = max(difference, abs(row[id] - value)) }
        }
        #expect(difference < 1e-2)
    }

    /// Token after token, from what the decoder keeps of those before.
    private func compareTexts(
        _ reference: FamilyReference, _ audio: EncodedAudio<CPUBackend>, _ model: WhisperModel,
        _ context: WorkerContext
    ) throws {
        let start = Array(reference.decoder.tokens.dropLast(reference.withoutTimestamps.count))
        #expect(start.last == model.tokenizer.noTimestamps)
        for (prompt, rules, expected) in [
            (start, model.rules.untimed, reference.withoutTimestamps),
            (start.dropLast(), model.rules.timed, reference.withTimestamps),
        ] {
            let state = try context.states.take()
            var (pending, tokens) = (Array(prompt), [Int]())
            while tokens.count < expected.count {
                var logits = try context.decoder.forward([
                    .init(tokens: pending, state: state, audio: audio, logitRows: [pending.count - 1])
                ])[0].logits[0]
                rules.apply(to: &logits, after: tokens)
                tokens.append(logits.firstIndex(of: logits.max()!)!)
                pending = [tokens.last!]
            }
            #expect(tokens == expected)
        }
    }

    private func compareLanguages(
        _ reference: FamilyReference, _ audio: EncodedAudio<CPUBackend>, _ model: WhisperModel,
        _ context: WorkerContext
    ) throws {
        guard let languages = reference.languages else { return }
        let logits = try context.decoder.forward([
            .init(
                tokens: [model.tokenizer.startOfTranscript], state: context.states.take(), audio: audio, logitRows: [0])
        ])[0].logits[0]
        let found = context.text(model).languageProbabilities(logits)
        for expected in languages {
            #expect(abs(found[expected.language, default: 0] - expected.probability) < 1e-3)
        }
    }

    private func compareWords(
        _ reference: FamilyReference, _ audio: EncodedAudio<CPUBackend>, _ context: WorkerContext, _ model: WhisperModel
    ) throws {
        let start = Array(reference.decoder.tokens.dropLast(reference.withoutTimestamps.count))
        let text = reference.words.flatMap(\.tokens)
        #expect(model.tokenizer.encode(reference.words.map(\.word).joined()) == text)
        let alignment = try context.decoder.forward(
            [
                .init(
                    tokens: start + text + [model.tokenizer.endOfText], state: context.states.take(), audio: audio,
                    logitRows: [])
            ], aligning: true)[0].alignment
        let boundaries = WordAligner.boundaries(
            attention: alignment, positions: audio.audioPositions,
            rows: start.count - 1..<start.count + text.count)
        var token = 0
        for word in reference.words {
            #expect(abs(Float(boundaries[token]) / 50 - word.start) < 0.03)
            token += word.tokens.count
            #expect(abs(Float(boundaries[token]) / 50 - word.end) < 0.03)
        }
    }
}
