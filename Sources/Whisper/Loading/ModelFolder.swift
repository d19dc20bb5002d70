// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A folder with a Whisper model in one of the published formats.
struct ModelFolder {
    let path: String

    /// The weights: CTranslate2's, else Hugging Face's in one file or several.
    func checkpoint() throws -> any Checkpoint {
        var isFolder = false
        guard exists("", isFolder: &isFolder) else {
            throw WhisperError(
                .missingModel, "there is no model folder at \(path)",
                remedy: "Fetch one with 'steno models pull base', or name a folder that holds a model")
        }
        guard isFolder else {
            throw ForeignFormat(file: path)?.error(at: path)
                ?? WhisperError(
                    .unsupportedModel, "\(path) is a file, not a model folder", remedy: "Name the folder that holds it")
        }
        try PreprocessorSettings.check(folder: path)
        if exists("model.bin") {
            if let format = ForeignFormat(file: file("model.bin")) { throw format.error(at: file("model.bin")) }
            return try CTranslate2Checkpoint(path: file("model.bin"))
        }
        let weights = ["model.safetensors", "model.safetensors.index.json"]
        if let name = weights.first(where: { exists($0) }) {
            return try HuggingFaceCheckpoint(weights: file(name), configuration: file("config.json"))
        }
        if FileManager.default.fileExists(atPath: file("snapshots")) {
            throw WhisperError(
                .missingModel, "\(path) is in the cache of Hugging Face's tools, and holds several versions of a model",
                remedy: "Name a folder in \(file("snapshots"))")
        }
        throw ForeignFormat(folder: path)?.error(at: path)
            ?? WhisperError(
                .missingModel, "\(path) holds neither model.bin nor model.safetensors",
                remedy: "Use a CTranslate2 / faster-whisper folder or a Hugging Face checkpoint of Whisper")
    }

    func tokenizer() throws -> Tokenizer {
        try Tokenizer(Vocabulary(folder: path))
    }

    /// What the folder says of decoding; where it is silent, openai-whisper's defaults.
    func decodingDefaults(dimensions: ModelDimensions, tokenizer: Tokenizer) throws -> DecodingDefaults {
        try GenerationSettings(folder: path).defaults(dimensions: dimensions, tokenizer: tokenizer)
    }

    private func file(_ name: String) -> String { "\(path)/\(name)" }

    private func exists(_ name: String) -> Bool {
        var isFolder = false
        return exists(name, isFolder: &isFolder) && !isFolder
    }

    private func exists(_ name: String, isFolder: inout Bool) -> Bool {
        FileManager.default.fileExists(atPath: name.isEmpty ? path : file(name), isDirectory: &isFolder)
    }
}
