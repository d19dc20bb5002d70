// SPDX-License-Identifier: Apache-2.0

/// Follows a text through a tree of hot words, token by token.
///
/// The bonus of a text is that of the phrases it has, and that of the phrase it may be in the middle of. If the phrase does not go
/// on, the second part is gone: the bonus is taken back.
struct HotWordMatcher: Sendable, Equatable {
    /// A phrase that the last tokens may belong to.
    private struct Match: Sendable, Equatable {
        var node: Int
        /// The longest phrase on the way there, whose bonus stays if the text goes on otherwise.
        var kept = Complete(node: HotWordTree.root, bonus: 0)
    }

    /// A phrase that the text has.
    private struct Complete: Sendable, Equatable {
        var node: Int
        var bonus: Float
    }

    /// How much less likely than the likeliest token one may be, with its gain, to be considered in a search.
    private static let widest: Float = 6

    private let tree: HotWordTree
    private var matches: [Match] = []
    /// The bonus of the phrases that are complete.
    private(set) var settled: Float = 0
    /// The numbers of the phrases that are complete. Each has its bonus once, however it is spelled: a text does not become better
    /// by saying one again.
    private var found: [Int] = []
    /// Whether a word may begin without a space.
    private var isAtBoundary = true

    /// - Parameter tokens: what is decided of the text. Phrases in it have no bonus, for it may belong to other utterances.
    init(_ tree: HotWordTree, after tokens: [Int] = []) {
        self.tree = tree
        for token in tokens { take(token) }
        (settled, found) = (0, [])
    }

    static func == (left: Self, right: Self) -> Bool {
        left.tree === right.tree && left.matches == right.matches && left.settled == right.settled
            && left.isAtBoundary == right.isAtBoundary
    }

    /// The bonus of the text so far.
    var bonus: Float { settled + Self.strongest(matches.map { tree.pendingBonus(of: $0.node) }) }

    /// Whether the last tokens may belong to a phrase.
    var isAmidPhrase: Bool { !matches.isEmpty }

    /// Ends the text: phrases that are not complete have no bonus.
    mutating func end() {
        settle(matches.map { kept($0, isAmidWord: false) })
        matches = []
    }

    /// The longest phrase of a match, if the text leaves it here.
    private func kept(_ match: Match, isAmidWord: Bool) -> Complete {
        let bonus = tree.completeBonus(of: match.node, isAmidWord: isAmidWord)
        return bonus.map { Complete(node: match.node, bonus: $0) } ?? match.kept
    }

    private mutating func settle(_ phrases: [Complete]) {
        let bonus = Self.strongest(phrases.map(\.bonus))
        guard bonus != 0, let phrase = phrases.first(where: { $0.bonus == bonus }) else { return }
        let number = tree.phrase(at: phrase.node)
        if found.contains(number) { return }
        settled += bonus
        found.append(number)
    }

    /// Goes on with a token.
    mutating func take(_ token: Int) {
        let bytes = tree.tokenizer.bytes(of: token)
        let isAmidWord = WordBoundary.continuesWord(bytes)
        var (next, left): ([Match], [Complete]) = ([], [])
        for match in matches {
            let kept = kept(match, isAmidWord: isAmidWord)
            if let child = tree.child(of: match.node, by: token) {
                next.append(Match(node: child, kept: kept))
            } else {
                left.append(kept)
            }
        }
        settle(left)
        for root in roots {
            if let child = tree.child(of: root, by: token) { next.append(Match(node: child)) }
        }
        matches = next
        isAtBoundary = !WordBoundary.endsInWord(bytes)
    }

    /// The tokens that begin a phrase or go on with one, and what their logits gain. Nothing else is looked at.
    ///
    /// - Parameter share: how much of its gain a token gets that begins a phrase, 0 to 1.
    func forEachGain(share: Float = 1, _ body: (_ token: Int, _ gain: Float) -> Void) {
        let roots = roots
        for root in roots { tree.forEachGain(from: root) { body($0, share * $1) } }
        for (index, match) in matches.enumerated() {
            tree.forEachGain(from: match.node) { token, gain in
                // A token gains by one phrase alone: only what it gains more than by the others.
                let others =
                    roots.map { share * tree.gain(of: token, after: $0) }
                    + matches[..<index].map { tree.gain(of: token, after: $0.node) }
                let had = Self.strongest(others)
                let more = Self.strongest(others + [gain]) - had
                if more != 0 { body(token, had + more) }
            }
        }
    }

    /// The likeliest token with its gain.
    ///
    /// - Parameters:
    ///   - likeliest: the likeliest without.
    ///   - share: see ``forEachGain(share:_:)``.
    func best(in logits: [Float], likeliest: Int, share: Float) -> Int {
        var best = (token: likeliest, value: logits[likeliest])
        var isSuppressed = false
        forEachGain(share: share) { token, gain in
            if token == likeliest, gain < 0 { isSuppressed = true }
            let value = logits[token] + gain
            if value > best.value || token == best.token { best = (token, value) }
        }
        guard isSuppressed else { return best.token }
        var lowered = logits
        forEachGain(share: share) { lowered[$0] = logits[$0] + $1 }
        return TokenChooser.best(in: lowered) ?? likeliest
    }

    /// The likeliest tokens, and behind them those that are likeliest with their gains, with their log-probabilities; none if no
    /// logit is finite.
    func likeliest(_ count: Int, in logits: [Float]) -> [(token: Int, logProbability: Float)] {
        let likeliest = TokenChooser.likeliest(count, in: logits)
        guard let first = likeliest.first else { return [] }
        let normalizer = logits[first.token] - first.logProbability
        var others: [(token: Int, value: Float)] = []
        let least = logits[first.token] - Self.widest
        forEachGain { token, gain in
            let value = logits[token] + gain
            if value > least, !likeliest.contains(where: { $0.token == token }) { others.append((token, value)) }
        }
        others.sort { ($0.value, $1.token) > ($1.value, $0.token) }
        // A token of two phrases stands there twice.
        var found = likeliest
        for other in others where found.count < 2 * count && !found.contains(where: { $0.token == other.token }) {
            found.append((other.token, logits[other.token] - normalizer))
        }
        return found
    }

    private var roots: [Int] {
        isAtBoundary ? [HotWordTree.root, HotWordTree.boundaryRoot] : [HotWordTree.root]
    }

    /// The highest bonus; if none is above 0, the lowest.
    private static func strongest(_ values: [Float]) -> Float {
        let highest = values.max() ?? 0
        return highest > 0 ? highest : values.min() ?? 0
    }
}
