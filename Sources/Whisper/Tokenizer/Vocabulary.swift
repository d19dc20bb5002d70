// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The entries of a vocabulary, in whichever of the published forms a model folder has them.
struct Vocabulary {
    /// Tokens by entry: text in the byte-level alphabet, commands and timestamps as `<|…|>`.
    var ids: [String: Int]
    /// Pairs separated by a space, in the order they were learned; nil where no file lists them.
    var merges: [String]?
    /// The file, for errors.
    var path: String

    /// Reads `tokenizer.json`, else `vocab.json` with `merges.txt` (transformers' slow tokenizer), else `vocabulary.json`
    /// or `vocabulary.txt` (CTranslate2).
    init(folder: String) throws {
        func file(_ name: String) -> String? {
            FileManager.default.fileExists(atPath: "\(folder)/\(name)") ? "\(folder)/\(name)" : nil
        }
        if let path = file("tokenizer.json") {
            try self.init(tokenizer: path)
        } else if let path = file("vocab.json") {
            var ids = try Self.json([String: Int].self, path)
            if let added = file("added_tokens.json") {
                ids.merge(try Self.json([String: Int].self, added)) { _, new in new }
            }
            if let settings = file("tokenizer_config.json") {
                let added = try Self.json(Settings.self, settings).added_tokens_decoder ?? [:]
                for (id, token) in added { ids[token.content] = Int(id) ?? ids[token.content] }
            }
            let merges = try file("merges.txt").map { path in
                try Self.lines(path).filter { !$0.isEmpty && !$0.hasPrefix("#version") }
            }
            self.init(ids: ids, merges: merges, path: path)
        } else if let path = file("vocabulary.json") {
            self.init(entries: try Self.json([String].self, path), path: path)
        } else if let path = file("vocabulary.txt") {
            self.init(entries: try Self.lines(path), path: path)
        } else {
            throw WhisperError(
                .missingModel, "\(folder) holds no vocabulary",
                remedy: "A model folder needs a tokenizer.json, or vocab.json with merges.txt; fetch the model again")
        }
    }

    /// Reads a `tokenizer.json`.
    init(tokenizer path: String) throws {
        let file = try TokenizerFile(path: path)
        var ids = file.model.vocab
        for token in file.added_tokens { ids[token.content] = token.id }
        self.init(ids: ids, merges: file.model.merges, path: path)
    }

    /// A list: each entry's token is its place.
    private init(entries: [String], path: String) {
        self.init(ids: Dictionary(zip(entries, entries.indices)) { first, _ in first }, merges: nil, path: path)
    }

    private init(ids: [String: Int], merges: [String]?, path: String) {
        (self.ids, self.merges, self.path) = (ids, merges, path)
    }

    /// What newer versions of transformers write in place of `added_tokens.json`.
    private struct Settings: Decodable {
        struct Token: Decodable {
            var content: String
        }
        var added_tokens_decoder: [String: Token]?
    }

    private static func json<Value: Decodable>(_ type: Value.Type, _ path: String) throws -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(contentsOf: URL(filePath: path)))
        } catch {
            throw damaged(path)
        }
    }

    /// The lines of a text; an empty one in the middle is an entry, too.
    private static func lines(_ path: String) throws -> [String] {
        guard let bytes = try? Data(contentsOf: URL(filePath: path)), let text = String(data: bytes, encoding: .utf8)
        else { throw damaged(path) }
        var lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
            String(decoding: line.last == UInt8(ascii: "\r") ? line.dropLast() : line, as: UTF8.self)
        }
        if lines.last == "" { lines.removeLast() }
        return lines
    }

    private static func damaged(_ path: String) -> WhisperError {
        WhisperError(.damagedModel, "\(path) is not a vocabulary", remedy: "Fetch the model again")
    }
}
