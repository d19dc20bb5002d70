// SPDX-License-Identifier: Apache-2.0

/// What is known of a published model: its sizes, and the word error rates that others measured.
struct ModelFacts: Sendable {
    /// A table of word error rates.
    enum Table: Sendable {
        /// Ngo et al. 2025, "OLMoASR" (arXiv:2508.20869), table 4: short recordings, greedy.
        case olmoASR
        /// The README of <https://github.com/huggingface/distil-whisper>: short recordings unlike those of the training.
        case distilWhisper
        /// The model's card on the hub.
        case card

        /// The table in a word or two.
        var name: String {
            switch self {
            case .olmoASR: "OLMoASR, arXiv:2508.20869, table 4"
            case .distilWhisper: "README of huggingface/distil-whisper"
            case .card: "the model's card"
            }
        }
    }

    /// Its name in the catalog.
    let name: String
    let width: Int
    let encoderLayers: Int
    let decoderLayers: Int
    let vocabulary: Int
    /// What a table says, in words; nil where no table that could be checked has the model.
    let errors: (table: Table, rates: String)?

    /// Weights, in millions.
    var parameters: Int { (weights + 500_000) / 1_000_000 }

    /// Roughly the memory of a server before its first session.
    ///
    /// - Parameter bytesPerWeight: 1 in int8, 4 in float32.
    func memory(bytesPerWeight: Int) -> Int {
        // Keys and values of a window of silence, for every layer, and what a server takes without a model.
        let silence = (encoderLayers + decoderLayers) * 1500 * 2 * width * 4
        return weights * bytesPerWeight + silence + 200_000_000
    }

    private var weights: Int {
        let layers = (12 * encoderLayers + 16 * decoderLayers) * width * width
        return layers + vocabulary * width + 3 * (width + 80) * width + (1500 + 448) * width
    }

    /// Those of the catalog.
    static let known: [ModelFacts] = [
        facts("tiny", 384, 4, 4),
        facts("tiny.en", 384, 4, 4, .olmoASR, clean: "5.6", other: "14.6", all: "20.1"),
        facts("base", 512, 6, 6),
        facts("base.en", 512, 6, 6, .olmoASR, clean: "4.2", other: "10.2", all: "16.9"),
        facts("small", 768, 12, 12),
        facts("small.en", 768, 12, 12, .olmoASR, clean: "3.1", other: "7.4", all: "13.7"),
        facts("medium", 1024, 24, 24),
        facts("medium.en", 1024, 24, 24, .olmoASR, clean: "3.1", other: "6.3", all: "12.4"),
        facts("large-v1", 1280, 32, 32, .olmoASR, clean: "2.7", other: "5.6", all: "12.2"),
        facts("large-v2", 1280, 32, 32, .olmoASR, clean: "2.7", other: "5.2", all: "12.1"),
        facts("large-v3", 1280, 32, 32, .olmoASR, clean: "2.0", other: "3.9", all: "11.7"),
        facts("large-v3-turbo", 1280, 32, 4, .olmoASR, clean: "2.2", other: "4.2", all: "12.1"),
        facts("distil-small.en", 768, 12, 4, .distilWhisper, "12.1 % on average (large-v3: 8.4 %)"),
        facts("distil-medium.en", 1024, 24, 2, .distilWhisper, "11.1 % on average (large-v3: 8.4 %)"),
        facts("distil-large-v2", 1280, 32, 2, .distilWhisper, "10.1 % on average (large-v3: 8.4 %)"),
        facts("distil-large-v3", 1280, 32, 2, .distilWhisper, "9.7 % on average (large-v3: 8.4 %)"),
        facts("distil-large-v3.5", 1280, 32, 2, .card, "7.1 % on average (large-v3-turbo: 7.3 %)"),
    ]

    private static func facts(
        _ name: String, _ width: Int, _ encoderLayers: Int, _ decoderLayers: Int, _ table: Table? = nil,
        _ rates: String = ""
    ) -> ModelFacts {
        ModelFacts(
            name: name, width: width, encoderLayers: encoderLayers, decoderLayers: decoderLayers, vocabulary: 51_866,
            errors: table.map { ($0, rates) })
    }

    /// - Parameters:
    ///   - clean: on LibriSpeech test-clean, in percent.
    ///   - other: on test-other.
    ///   - all: the mean of the table's 14 sets.
    private static func facts(
        _ name: String, _ width: Int, _ encoderLayers: Int, _ decoderLayers: Int, _ table: Table, clean: String,
        other: String, all: String
    ) -> ModelFacts {
        facts(
            name, width, encoderLayers, decoderLayers, table,
            "\(clean) % on LibriSpeech clean, \(other) % on other, \(all) % on average of 14 sets")
    }
}
