// SPDX-License-Identifier: Apache-2.0

/// The files of a repository that make up a model.
struct ModelFiles {
    let names: [HubListing.File]

    /// Read by all loaders.
    private static let settings = ["config.json", "generation_config.json", "preprocessor_config.json"]
    /// Forms of a vocabulary, in the order of preference, each with files that may come with it.
    private static let vocabularies: [(needed: [String], wanted: [String])] = [
        (["tokenizer.json"], []), (["vocab.json", "merges.txt"], ["added_tokens.json", "tokenizer_config.json"]),
        (["vocabulary.json"], []), (["vocabulary.txt"], []),
    ]

    /// - Throws: ``ModelStoreError`` with `unsupported` if they are not all there.
    init(_ listing: HubListing, repository: String) throws {
        let present = Dictionary(listing.siblings.map { ($0.rfilename, $0) }) { first, _ in first }
        guard let weights = Self.weights(present) else { throw Self.noWeights(present, repository) }
        guard let vocabulary = Self.vocabularies.first(where: { $0.needed.allSatisfy { present[$0] != nil } }) else {
            throw ModelStoreError(
                .unsupported, "\(repository) is not a Whisper model that Steno can read: it has no tokenizer.json",
                remedy: "Use a repository that holds the model's tokenizer, too")
        }
        guard weights.first?.rfilename == "model.bin" || present["config.json"] != nil else {
            throw ModelStoreError(
                .unsupported, "\(repository) is not a Whisper model that Steno can read: it has no config.json",
                remedy: "Use a repository that holds the whole model")
        }
        let others = Self.settings + vocabulary.needed + vocabulary.wanted
        names = others.compactMap { present[$0] } + weights
    }

    /// In one file, in several, or converted by CTranslate2.
    private static func weights(_ present: [String: HubListing.File]) -> [HubListing.File]? {
        if let file = present["model.safetensors"] { return [file] }
        if let index = present["model.safetensors.index.json"] {
            let shards = present.values.filter { isShard($0.rfilename) }
            return [index] + shards.sorted { $0.rfilename < $1.rfilename }
        }
        return present["model.bin"].map { [$0] }
    }

    /// Whether a name is of the form `model-00001-of-00002.safetensors`.
    private static func isShard(_ name: String) -> Bool {
        name.wholeMatch(of: /model-[0-9]+-of-[0-9]+\.safetensors/) != nil
    }

    private static func noWeights(_ present: [String: HubListing.File], _ repository: String) -> ModelStoreError {
        func has(_ endings: String...) -> Bool {
            present.keys.contains { name in endings.contains(where: name.hasSuffix) }
        }
        let message = "\(repository) holds neither model.safetensors nor model.bin"
        if present["adapter_model.safetensors"] != nil || present["adapter_config.json"] != nil {
            return ModelStoreError(
                .unsupported, "\(message), but a LoRA adapter",
                remedy:
                    "Merge it into its base model with `merge_and_unload` of peft, and use the folder that `save_pretrained` writes"
            )
        }
        if has("pytorch_model.bin", "pytorch_model.bin.index.json", ".h5", ".msgpack") {
            return ModelStoreError(
                .unsupported, "\(message), but PyTorch or TensorFlow weights",
                remedy:
                    "Convert it with `ct2-transformers-converter --model \(repository) --output_dir FOLDER --copy_files tokenizer.json`, and name the folder"
            )
        }
        if has(".gguf") || present.keys.contains(where: { $0.hasPrefix("ggml") }) {
            return ModelStoreError(
                .unsupported, "\(message), but models for whisper.cpp (GGML, GGUF)",
                remedy: "Pull the repository that they were made from")
        }
        return ModelStoreError(
            .unsupported, message,
            remedy: "Steno reads Hugging Face checkpoints and CTranslate2 (faster-whisper) models")
    }
}
