// SPDX-License-Identifier: Apache-2.0

import Foundation
import StenoTesting
import Testing

@testable import Whisper

/// What fine-tunes write into `generation_config.json` and `config.json`.
struct GenerationSettingsTests {
    private static let base = Result {
        let folder = try Fixtures.model("base")
        return (
            tokenizer: try ModelFolder(path: folder).tokenizer(),
            dimensions: try CTranslate2Checkpoint(path: folder + "/model.bin").dimensions()
        )
    }

    private func defaults(
        _ files: [String: String], vocabulary: Int = 51_865, layers: Int = 6
    ) throws -> (settings: DecodingDefaults, tokenizer: Tokenizer, dimensions: ModelDimensions) {
        let tokenizer = try Self.base.get().tokenizer
        var dimensions = try Self.base.get().dimensions
        (dimensions.vocabulary, dimensions.decoderLayers) = (vocabulary, layers)
        let settings = try TemporaryModel.withFolder { folder in
            for (name, text) in files { try Data(text.utf8).write(to: folder.appending(path: name)) }
            return try ModelFolder(path: folder.path).decodingDefaults(dimensions: dimensions, tokenizer: tokenizer)
        }
        return (settings, tokenizer, dimensions)
    }

    @Test func withoutFilesTheyAreOpenAIs() throws {
        let (settings, tokenizer, dimensions) = try defaults([:])
        #expect(settings.suppressed == tokenizer.nonSpeechTokens())
        #expect(settings.suppressedAtStart == [220, tokenizer.endOfText])
        #expect(settings.alignmentHeads == DecodingDefaults.upperHalf(dimensions))
    }

    @Test func generationSettingsComeBeforeTheConfiguration() throws {
        let (settings, _, _) = try defaults([
            "generation_config.json":
                #"{"suppress_tokens": [5, 7], "alignment_heads": [[3, 1], [5, 6]], "forced_decoder_ids": [[1, null], [2, 50359]]}"#,
            "config.json": #"{"suppress_tokens": [], "begin_suppress_tokens": [220], "alignment_heads": [[0, 0]]}"#,
        ])
        #expect(settings.suppressed == [5, 7])
        #expect(settings.suppressedAtStart == [220])
        #expect(settings.alignmentHeads == [AlignmentHead(layer: 3, head: 1), AlignmentHead(layer: 5, head: 6)])
    }

    @Test func suppressesNothingWhereTheModelSaysSo() throws {
        let (settings, _, _) = try defaults([
            "generation_config.json": #"{"suppress_tokens": [], "begin_suppress_tokens": []}"#
        ])
        #expect(settings.suppressed.isEmpty && settings.suppressedAtStart.isEmpty)
    }

    @Test func nullMeansNothingIsKnown() throws {
        let (settings, tokenizer, dimensions) = try defaults([
            "generation_config.json":
                #"{"suppress_tokens": null, "begin_suppress_tokens": null, "alignment_heads": null}"#
        ])
        #expect(settings.suppressed == tokenizer.nonSpeechTokens())
        #expect(settings.suppressedAtStart == [220, tokenizer.endOfText])
        #expect(settings.alignmentHeads == DecodingDefaults.upperHalf(dimensions))
    }

    @Test func minusOneStandsForWhatIsNoSpeech() throws {
        let (settings, tokenizer, _) = try defaults(["generation_config.json": #"{"suppress_tokens": [-1, 3]}"#])
        #expect(Set(settings.suppressed) == Set(tokenizer.nonSpeechTokens() + [3]))
    }

    /// A distilled model of two layers with the heads of its teacher, of which some happen to exist.
    @Test(arguments: ["[[7, 0], [10, 17], [1, 2]]", "[[1, 8]]", "[[-1, 0]]", "[]"])
    func headsOfAnotherModelAreNotUsed(heads: String) throws {
        let (settings, _, dimensions) = try defaults(
            ["generation_config.json": "{\"alignment_heads\": \(heads)}"], layers: 2)
        #expect(settings.alignmentHeads == DecodingDefaults.upperHalf(dimensions))
        #expect(settings.alignmentHeads.map(\.layer).allSatisfy { $0 == 1 })
    }

    @Test func addedTokensAreNeverChosen() throws {
        let (settings, tokenizer, _) = try defaults([:], vocabulary: 51_870)
        #expect(settings.suppressed == tokenizer.nonSpeechTokens() + Array(51_865..<51_870))
    }

    @Test(arguments: ["generation_config.json", "config.json"])
    func damagedFilesAreNamed(file: String) throws {
        let error = #expect(throws: WhisperError.self) { try defaults([file: #"{"alignment_heads": [[1"#]) }
        #expect(error?.code == .damagedModel)
        #expect(error?.description.contains(file) == true)
    }
}
