// SPDX-License-Identifier: Apache-2.0

import WireText

/// A text and its words: of a result, of a recording's channel. A plain value.
struct DeepgramAlternative: Equatable {
    var transcript = ""
    var words: [DeepgramWord] = []
    /// The languages recognized; nil where the client knows.
    var languages: [String]?

    /// The mean of the words'; 0 without words.
    var confidence: Double {
        self.words.isEmpty ? 0 : self.words.reduce(0) { $0 + $1.confidence } / Double(self.words.count)
    }

    var json: JSONValue {
        var fields: [String: JSONValue] = [
            "transcript": .text(self.transcript), "confidence": .rounded(self.confidence),
            "words": .list(self.words.map(\.json)),
        ]
        if let languages { fields["languages"] = .list(languages.map(JSONValue.text)) }
        return .object(fields)
    }
}
