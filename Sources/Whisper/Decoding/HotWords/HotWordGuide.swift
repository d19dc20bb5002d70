// SPDX-License-Identifier: Apache-2.0

/// Chooses tokens greedily where hot words are expected, and goes back if a phrase was begun that does not go on.
///
/// A token that begins or continues a phrase may be chosen in the place of a likelier one. That is a trial. From then on the text
/// is compared with the likelier token: the sum of its log-probabilities and its bonus must not be lower. Otherwise the
/// text goes on from the likelier token, and the bonus is taken back. The trial ends once the phrase is complete.
struct HotWordGuide: Sendable {
    /// A phrase that was begun in the place of a likelier token.
    struct Trial: Sendable {
        /// How many tokens the text had.
        var position: Int
        /// The likelier token, and its log-probability.
        var token: Int
        var logProbability: Float
        /// What was left of the draft.
        var draft: ArraySlice<Int>
        /// Where the likelier token leads.
        fileprivate var matcher: HotWordMatcher
        /// The sum of the log-probabilities of the tokens chosen since.
        fileprivate var score: Float = 0

        fileprivate var total: Float { logProbability + matcher.bonus }
    }

    /// How much of its gain a token gets that begins a phrase: every one that does so in vain costs time.
    private static let share: Float = 0.3

    private let endOfText: Int
    private var matcher: HotWordMatcher
    private(set) var trial: Trial?
    /// The trial that the next token would begin.
    private var next: Trial?
    /// Whether a phrase has taken the place of a likelier token.
    private(set) var hasPrevailed = false

    /// - Parameter tokens: what is decided of the text.
    init(_ tree: HotWordTree, after tokens: [Int], endOfText: Int) {
        self.endOfText = endOfText
        matcher = HotWordMatcher(tree, after: tokens)
    }

    /// The next token and its log-probability, which is the model's own: guards against inventions rely on it.
    ///
    /// - Parameters:
    ///   - position: how many tokens the text has.
    ///   - draft: what is left of the draft.
    /// - Returns: nil if no logit is finite.
    mutating func choose(
        from logits: [Float], at position: Int, draft: ArraySlice<Int>
    ) -> (token: Int, logProbability: Float)? {
        guard let likeliest = TokenChooser.best(in: logits) else { return nil }
        let token = matcher.best(in: logits, likeliest: likeliest, share: Self.share)
        let normalizer = TokenChooser.normalizer(of: logits)
        next = nil
        if logits[token] < logits[likeliest] {
            next = Trial(
                position: position, token: likeliest, logProbability: logits[likeliest] - normalizer, draft: draft,
                matcher: continued(by: likeliest))
        }
        return (token, logits[token] - normalizer)
    }

    /// Goes on with a token.
    ///
    /// - Returns: the trial that has failed: the text has to go on from its token.
    mutating func take(_ token: Int, logProbability: Float) -> Trial? {
        matcher = continued(by: token)
        if let current = trial, matcher.settled > current.matcher.settled {
            // The token is the first behind the phrase, and may begin another.
            guard current.score + matcher.settled >= current.total else { return fail(current) }
            (trial, hasPrevailed) = (nil, true)
        }
        guard var current = trial ?? next else { return nil }
        current.score += logProbability
        guard current.score + matcher.bonus >= current.total else { return fail(current) }
        trial = matcher.isAmidPhrase ? current : nil
        return nil
    }

    private mutating func fail(_ failed: Trial) -> Trial {
        (trial, matcher) = (nil, failed.matcher)
        return failed
    }

    private func continued(by token: Int) -> HotWordMatcher {
        var matcher = matcher
        if token == endOfText { matcher.end() } else { matcher.take(token) }
        return matcher
    }
}
