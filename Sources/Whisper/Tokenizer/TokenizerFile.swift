// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What Steno reads of a Hugging Face `tokenizer.json`.
struct TokenizerFile: Decodable {
    struct AddedToken: Decodable {
        var id: Int
        var content: String
    }

    struct Model: Decodable {
        var vocab: [String: Int]
        /// Pairs separated by a space, in the order they were learned.
        var merges: [String]

        enum CodingKeys: CodingKey { case vocab, merges }

        init(from decoder: any Swift.Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            vocab = try container.decode([String: Int].self, forKey: .vocab)
            // Newer versions write each pair as an array of two. All are of one form: asking each would throw 50 000 errors.
            if let pairs = try? container.decode([String].self, forKey: .merges) {
                merges = pairs
            } else {
                merges = try container.decode([[String]].self, forKey: .merges).map { $0.joined(separator: " ") }
            }
        }
    }

    var added_tokens: [AddedToken]
    var model: Model

    init(path: String) throws {
        guard let data = try? Data(contentsOf: URL(filePath: path)) else {
            throw WhisperError(
                .missingModel, "\(path) cannot be read",
                remedy: "A model folder needs a tokenizer.json; fetch the model again")
        }
        do {
            self = try JSONDecoder().decode(Self.self, from: data)
        } catch {
            throw WhisperError(.damagedModel, "\(path) is not a tokenizer", remedy: "Fetch the model again")
        }
    }
}
