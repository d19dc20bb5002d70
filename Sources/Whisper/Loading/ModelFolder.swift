#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A folder with a Whisper model in one of the published formats.
struct ModelFolder {
    /// The parts of CTranslate2's config.json and Hugging Face's generation_config.json that decoding needs.
    private struct Generation: Decodable {
        var alignment_heads: [[Int]]?
        var suppress_ids: [Int]?
        var suppress_ids_begin: [Int]?
        var suppress_tokens: [Int]?
        var begin_suppress_tokens: [Int]?
    }

    let path: String

    func checkpoint() throws -> any Checkpoint {
        if exists("model.bin") { return try CTranslate2Checkpoint(path: file("model.bin")) }
        if exists("model.safetensors") {
            return try HuggingFaceCheckpoint(weights: file("model.safetensors"), configuration: file("config.json"))
        }
        if !FileManager.default.fileExists(atPath: path) {
            throw WhisperError(
                .missingModel, "there is no model folder at \(path)",
                remedy: "Fetch one with 'steno models pull base', or name a folder that holds a model")
        }
        throw WhisperError(
            .missingModel, "\(path) holds neither model.bin nor model.safetensors",
            remedy: "Use a CTranslate2 / faster-whisper folder or a Hugging Face checkpoint of Whisper")
    }

    func tokenizer(isMultilingual: Bool) throws -> Tokenizer {
        try Tokenizer(path: file("tokenizer.json"), isMultilingual: isMultilingual)
    }

    /// What the folder says of decoding; where it is silent, openai-whisper's defaults.
    func decodingDefaults(dimensions: ModelDimensions, tokenizer: Tokenizer) -> DecodingDefaults {
        let configurations = ["generation_config.json", "config.json"].compactMap { name in
            try? JSONDecoder().decode(Generation.self, from: Data(contentsOf: URL(filePath: file(name))))
        }
        func first<Value>(_ value: (Generation) -> Value?) -> Value? { configurations.lazy.compactMap(value).first }
        let heads = first(\.alignment_heads)?.compactMap { pair in
            pair.count == 2 ? AlignmentHead(layer: pair[0], head: pair[1]) : nil
        }
        let valid = (heads ?? []).filter {
            (0..<dimensions.decoderLayers).contains($0.layer) && (0..<dimensions.decoderHeads).contains($0.head)
        }
        return DecodingDefaults(
            alignmentHeads: valid.isEmpty ? DecodingDefaults.upperHalf(dimensions) : valid,
            suppressed: first(\.suppress_ids) ?? first(\.suppress_tokens) ?? tokenizer.nonSpeechTokens(),
            suppressedAtStart: first(\.suppress_ids_begin) ?? first(\.begin_suppress_tokens)
                ?? tokenizer.encode(" ") + [tokenizer.endOfText])
    }

    private func file(_ name: String) -> String { "\(path)/\(name)" }

    private func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: file(name)) }
}
