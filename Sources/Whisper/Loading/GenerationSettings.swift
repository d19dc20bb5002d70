// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What a model folder says of decoding: Hugging Face in `generation_config.json` and, in older ones, `config.json`;
/// CTranslate2 in `config.json`.
///
/// Forced ids are not read: language and task are what the client asks for.
struct GenerationSettings {
    private struct File: Decodable {
        var alignment_heads: [[Int]]?
        var suppress_ids: [Int]?
        var suppress_ids_begin: [Int]?
        var suppress_tokens: [Int]?
        var begin_suppress_tokens: [Int]?
    }

    private let files: [File]

    /// - Throws: ``WhisperError`` with `damagedModel` for a file that is there but is no such file.
    init(folder: String) throws {
        files = try ["generation_config.json", "config.json"].compactMap { name in
            let path = "\(folder)/\(name)"
            guard FileManager.default.fileExists(atPath: path) else { return nil }
            do {
                return try JSONDecoder().decode(File.self, from: Data(contentsOf: URL(filePath: path)))
            } catch {
                throw WhisperError(
                    .damagedModel, "\(path) is not the configuration of a Whisper model",
                    remedy: "Fetch the model again")
            }
        }
    }

    /// Settings of decoding; where the folder is silent, openai-whisper's.
    func defaults(dimensions: ModelDimensions, tokenizer: Tokenizer) -> DecodingDefaults {
        let heads = first(\.alignment_heads)?.compactMap { pair in
            pair.count == 2 ? AlignmentHead(layer: pair[0], head: pair[1]) : nil
        }
        // Distilled models often carry those of the model that they learned from, which has more layers.
        let areOwn = (heads ?? []).allSatisfy {
            (0..<dimensions.decoderLayers).contains($0.layer) && (0..<dimensions.decoderHeads).contains($0.head)
        }
        let own = areOwn ? heads ?? [] : []
        let listed = first(\.suppress_ids) ?? first(\.suppress_tokens) ?? [Self.nonSpeech]
        return DecodingDefaults(
            alignmentHeads: own.isEmpty ? DecodingDefaults.upperHalf(dimensions) : own,
            suppressed: listed.filter { $0 != Self.nonSpeech }
                + (listed.contains(Self.nonSpeech) ? tokenizer.nonSpeechTokens() : [])
                + Self.added(dimensions, tokenizer),
            suppressedAtStart: first(\.suppress_ids_begin) ?? first(\.begin_suppress_tokens)
                ?? tokenizer.encode(" ") + [tokenizer.endOfText])
    }

    /// Stands for all tokens that are no speech, as in openai-whisper.
    private static let nonSpeech = -1

    /// Tokens that a fine-tune added behind the timestamps, or that fill up the matrix: a transcript has no use for them.
    private static func added(_ dimensions: ModelDimensions, _ tokenizer: Tokenizer) -> Range<Int> {
        min(tokenizer.timestampEnd(dimensions), dimensions.vocabulary)..<dimensions.vocabulary
    }

    private func first<Value>(_ value: (File) -> Value?) -> Value? { files.lazy.compactMap(value).first }
}
