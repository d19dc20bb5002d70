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
        var merges: [Merge]
    }

    /// A pair, written as one string with a space or, by newer versions, as an array of two.
    struct Merge: Decodable {
        var pair: String

        init(from decoder: any Swift.Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let pair = try? container.decode(String.self) {
                self.pair = pair
            } else {
                pair = try container.decode([String].self).joined(separator: " ")
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
