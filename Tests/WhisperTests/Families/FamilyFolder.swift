// SPDX-License-Identifier: Apache-2.0

import Foundation
import StenoTesting
import Synchronization
import Weights

@testable import Whisper

/// Writes a family's checkpoint as a Hugging Face folder, in one of the forms that such folders have.
struct FamilyFolder {
    enum Vocabulary: CaseIterable {
        /// `tokenizer.json`
        case tokenizer
        /// `vocab.json`, `merges.txt` and `added_tokens.json`
        case merges
        /// `vocab.json`, `merges.txt` and a `tokenizer_config.json` that has the added tokens
        case settings
        /// `vocabulary.json`
        case list
        /// `vocabulary.txt`
        case text
    }

    let family: FamilyReference.Family
    var type = ElementType.float32
    var shards = 1
    var vocabulary = Vocabulary.tokenizer
    /// The content of `generation_config.json`.
    var generation = "{}"

    func write(to folder: URL) throws {
        let tensors = FamilyWeights(family: family).tensors()
        if shards == 1 {
            try Safetensors.data(tensors, type: type).write(to: folder.appending(path: "model.safetensors"))
        } else {
            try Safetensors.writeShards(tensors, count: shards, type: type, to: folder)
        }
        try write(configuration(), "config.json", folder)
        try write(generation, "generation_config.json", folder)
        try Self.write(vocabulary, of: family.vocabulary, to: folder)
    }

    /// What transformers writes, as far as it matters; `changes` replaces or adds fields.
    func configuration(_ changes: [String: String] = [:]) -> String {
        let fields = [
            "model_type": #""whisper""#, "architectures": #"["WhisperForConditionalGeneration"]"#,
            "d_model": "\(family.width)", "num_mel_bins": "\(family.mels)", "vocab_size": "\(family.vocabulary)",
            "encoder_layers": "\(family.encoder)", "decoder_layers": "\(family.decoder)",
            "encoder_attention_heads": "\(family.heads)", "decoder_attention_heads": "\(family.heads)",
            "activation_function": #""gelu""#, "scale_embedding": "false", "forced_decoder_ids": "null",
        ].merging(changes) { $1 }
        return "{" + fields.map { "\"\($0)\": \($1)" }.sorted().joined(separator: ", ") + "}"
    }

    /// Writes the vocabulary of so many tokens: of OpenAI's models, from those of `tiny.en` and `base`.
    static func write(_ form: Vocabulary, of size: Int, to folder: URL) throws {
        let source = URL(filePath: try Fixtures.model(size == 51_864 ? "tiny.en" : "base"))
        let file = try tokenizerFile(source.appending(path: "tokenizer.json").path)
        var entries = [String](repeating: "", count: file.model.vocab.values.max()! + 1)
        for (entry, id) in file.model.vocab { entries[id] = entry }
        let texts = Array(entries[..<(file.added_tokens.map(\.id).min()!)])
        var added = file.added_tokens.sorted { $0.id < $1.id }.map(\.content).filter {
            $0.wholeMatch(of: /<\|\d.*/) == nil
        }
        // Cantonese came with large-v3.
        if size == 51_866 { added.insert("<|yue|>", at: added.firstIndex(of: "<|translate|>")!) }
        let names = zip(added, texts.count...)
        switch form {
        case .tokenizer where size == 51_866:
            let json: [String: Any] = [
                "added_tokens": names.map { ["content": $0, "id": $1] },
                "model": ["vocab": file.model.vocab, "merges": file.model.merges],
            ]
            try JSONSerialization.data(withJSONObject: json).write(to: folder.appending(path: "tokenizer.json"))
        case .tokenizer:
            try FileManager.default.createSymbolicLink(
                at: folder.appending(path: "tokenizer.json"),
                withDestinationURL: source.appending(path: "tokenizer.json"))
        case .merges, .settings:
            try JSONEncoder().encode(file.model.vocab.filter { !$0.key.hasPrefix("<|endof") })
                .write(to: folder.appending(path: "vocab.json"))
            let merges = ["#version: 0.2"] + file.model.merges
            try Data((merges.joined(separator: "\n") + "\n").utf8).write(to: folder.appending(path: "merges.txt"))
            if form == .merges {
                try JSONEncoder().encode(Dictionary(uniqueKeysWithValues: names.map { ($0, $1) }))
                    .write(to: folder.appending(path: "added_tokens.json"))
            } else {
                let tokens = Dictionary(uniqueKeysWithValues: names.map { ("\($1)", ["content": $0]) })
                try JSONEncoder().encode(["added_tokens_decoder": tokens])
                    .write(to: folder.appending(path: "tokenizer_config.json"))
            }
        case .list, .text:
            let timestamps = (0...1500).map { "<|\($0 / 50).\($0 % 50 < 5 ? "0" : "")\($0 % 50 * 2)|>" }
            let all = texts + added + timestamps
            if form == .list {
                try JSONEncoder().encode(all).write(to: folder.appending(path: "vocabulary.json"))
            } else {
                try Data((all.joined(separator: "\n") + "\n").utf8).write(to: folder.appending(path: "vocabulary.txt"))
            }
        }
    }

    private static let files = Mutex<[String: TokenizerFile]>([:])

    /// Read once: it takes a second.
    private static func tokenizerFile(_ path: String) throws -> TokenizerFile {
        try files.withLock { files in
            if let file = files[path] { return file }
            let file = try TokenizerFile(path: path)
            files[path] = file
            return file
        }
    }

    private func write(_ text: String, _ name: String, _ folder: URL) throws {
        try Data(text.utf8).write(to: folder.appending(path: name))
    }
}
