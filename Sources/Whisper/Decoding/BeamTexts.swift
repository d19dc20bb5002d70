#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The likeliest texts of a beam search: those that go on, and those that have ended.
///
/// A text's score is the sum of its log-probabilities; of the texts that have ended, the one with the best mean counts. The
/// search ends when as many texts have ended as there are beams, as in openai-whisper with a patience of 1.
struct BeamTexts {
    struct Text: Equatable {
        var tokens: [Int]
        var score: Float
    }

    /// How many texts go on at a time.
    let size: Int
    let endOfText: Int
    /// The most tokens of a text.
    let longest: Int
    /// Texts that go on, the likeliest first. The first has no tokens.
    private(set) var open = [Text(tokens: [], score: 0)]
    private(set) var ended: [Text] = []

    init(size: Int, endOfText: Int, longest: Int) {
        (self.size, self.endOfText, self.longest) = (size, endOfText, longest)
    }

    var isOver: Bool { open.isEmpty || ended.count >= size }

    /// The tokens of the likeliest text, without the closing one; nil if there is none.
    var best: [Int]? {
        func mean(_ text: Text) -> Float { text.score / Float(text.tokens.count + 1) }
        return (ended.isEmpty ? open : ended).max { mean($0) < mean($1) }?.tokens
    }

    /// Takes in the logits after each open text.
    ///
    /// - Returns: For each text that is open now, which of the open texts before it continues.
    mutating func take(_ logits: [[Float]]) -> [Int] {
        var candidates: [(parent: Int, token: Int, score: Float)] = []
        for (parent, values) in logits.enumerated() {
            // One more than there are beams: the closing token opens no text.
            for (token, logProbability) in TokenChooser.likeliest(size + 1, in: values) {
                candidates.append((parent, token, open[parent].score + logProbability))
            }
        }
        candidates.sort { ($0.score, $1.token) > ($1.score, $0.token) }
        var next: [Text] = []
        var parents: [Int] = []
        for candidate in candidates where next.count < size {
            if candidate.token == endOfText {
                // Less likely than as many texts that go on: not one of the beams.
                ended.append(Text(tokens: open[candidate.parent].tokens, score: candidate.score))
                continue
            }
            let text = Text(tokens: open[candidate.parent].tokens + [candidate.token], score: candidate.score)
            if text.tokens.count > longest || RepetitionGuard.firstRound(in: text.tokens) != nil { continue }
            next.append(text)
            parents.append(candidate.parent)
        }
        open = next
        return parents
    }
}
