// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The likeliest texts of a beam search: those that go on, and those that have ended.
///
/// Texts are compared by the sum of their log-probabilities and the bonus of the hot words in them. Of the texts that have ended, the
/// one with the best mean for a token counts. The search ends when as many texts have ended as there are beams, as in openai-whisper with a patience of 1.
struct BeamTexts {
    struct Text: Equatable {
        var tokens: [Int]
        var score: Float
        /// Follows the text through the hot words, if there are any.
        var matcher: HotWordMatcher?
        /// The bonus of the text: of a phrase that has only begun as well, until the text ends or goes on otherwise.
        var bonus: Float = 0

        /// What texts are compared by.
        var total: Float { score + bonus }
        /// The same without the bonus of phrases that may not go on.
        var sureTotal: Float { score + (matcher?.settled ?? 0) }
    }

    /// How many texts go on at a time.
    let size: Int
    let endOfText: Int
    /// The most tokens of a text.
    let longest: Int
    /// Texts that go on, the likeliest first. The first has no tokens.
    private(set) var open: [Text]
    private(set) var ended: [Text] = []

    /// - Parameter matcher: has followed what is decided of the text through the hot words.
    init(size: Int, endOfText: Int, longest: Int, matcher: HotWordMatcher? = nil) {
        (self.size, self.endOfText, self.longest) = (size, endOfText, longest)
        open = [Text(tokens: [], score: 0, matcher: matcher, bonus: matcher?.bonus ?? 0)]
    }

    var isOver: Bool { open.isEmpty || ended.count >= size }

    /// The tokens of the likeliest text, without the closing one; nil if there is none.
    var best: [Int]? {
        func mean(_ text: Text) -> Float { text.total / Float(text.tokens.count + 1) }
        return (ended.isEmpty ? open : ended).max { mean($0) < mean($1) }?.tokens
    }

    /// Takes in the logits after each open text.
    ///
    /// - Returns: For each text that is open now, which of the open texts before it continues.
    mutating func take(_ logits: [[Float]]) -> [Int] {
        var candidates: [(parent: Int, token: Int, text: Text)] = []
        for (parent, values) in logits.enumerated() {
            // One more than there are beams: the closing token opens no text.
            let matcher = open[parent].matcher
            for (token, logProbability) in matcher?.likeliest(size + 1, in: values)
                ?? TokenChooser.likeliest(size + 1, in: values)
            {
                candidates.append((parent, token, continued(open[parent], token, logProbability)))
            }
        }
        candidates.sort { ($0.text.total, $1.token) > ($1.text.total, $0.token) }
        // Texts that owe their place to a phrase that has only begun take half of the places at most.
        let least = candidates.map(\.text.sureTotal).sorted(by: >).prefix(size).last ?? 0
        var begun = 0
        var next: [Text] = []
        var parents: [Int] = []
        for candidate in candidates where next.count < size {
            if candidate.text.sureTotal < least, candidate.text.sureTotal < candidate.text.total {
                begun += 1
                if begun > size / 2 { continue }
            }
            if candidate.token == endOfText {
                // Less likely than as many texts that go on: not one of the beams.
                ended.append(candidate.text)
                continue
            }
            let text = candidate.text
            if text.tokens.count > longest || RepetitionGuard.firstRound(in: text.tokens) != nil { continue }
            next.append(text)
            parents.append(candidate.parent)
        }
        open = next
        return parents
    }

    /// A text with one more token, or ended by the closing one.
    private func continued(_ text: Text, _ token: Int, _ logProbability: Float) -> Text {
        var text = text
        text.score += logProbability
        if token == endOfText {
            text.matcher?.end()
        } else {
            text.tokens.append(token)
            text.matcher?.take(token)
        }
        text.bonus = text.matcher?.bonus ?? 0
        return text
    }
}
