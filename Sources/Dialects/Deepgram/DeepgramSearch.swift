// SPDX-License-Identifier: Apache-2.0

import Transcription
import WireText

/// Terms that a client looks for in a text. A plain value.
struct DeepgramSearch: Equatable {
    /// Deepgram's own bound.
    static let mostTerms = 25

    private(set) var terms: [String] = []

    /// Adds a term; those that are one too many are left out.
    mutating func add(_ term: String) {
        guard self.terms.count < Self.mostTerms else { return }
        self.terms.append(ReceivedText.beginning(of: term, bytes: 200))
    }

    /// Where each term stands in a text; nil if none is looked for.
    func json(in words: [DeepgramWord]) -> JSONValue? {
        guard !self.terms.isEmpty else { return nil }
        let plain = words.map(\.bare)
        return .list(
            self.terms.map { term in
                let wanted = DeepgramWord.spread(term, over: 0..<0).map(\.bare)
                let starts = wanted.isEmpty ? [] : plain.indices.filter { plain[$0...].starts(with: wanted) }
                return [
                    "query": .text(term),
                    "hits": .list(starts.map { Self.hit(words[$0..<$0 + wanted.count]) }),
                ]
            })
    }

    private static func hit(_ words: ArraySlice<DeepgramWord>) -> JSONValue {
        [
            "confidence": .rounded(words.reduce(0) { $0 + $1.confidence } / Double(words.count)),
            "start": .seconds(words.first?.start ?? 0), "end": .seconds(words.last?.end ?? 0),
            "snippet": .text(words.map(\.bare).joined(separator: " ")),
        ]
    }
}
