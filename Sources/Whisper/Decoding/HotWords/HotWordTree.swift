// SPDX-License-Identifier: Apache-2.0

/// Phrases to expect, as a prefix tree of their token sequences. Decoding raises the logits of the tokens that continue one.
///
/// A node has a value: the bonus of a text that has got there. The tree is made once and shared by all requests of a session; it
/// does not change. Nodes are stored level by level in flat arrays, so the children of a node stand side by side, in the order of
/// their tokens.
public final class HotWordTree: Sendable {
    /// A phrase to expect.
    public struct Phrase: Sendable {
        /// What is said, without white space at its ends.
        public var text: String
        /// How much likelier the phrase is than the model believes; below 0, how much less likely.
        public var weight: Float

        /// Makes a phrase.
        public init(_ text: String, weight: Float = 1) {
            self.text = text
            self.weight = weight
        }
    }

    /// The bonus of a phrase of weight 1, added to log-probabilities: for its first token, and for each that follows.
    struct Bonus: Sendable {
        var first: Float = 3
        var further: Float = 1.5

        func callAsFunction(_ tokens: Int) -> Float { first + Float(tokens - 1) * further }
    }

    /// The node before phrases that may begin after any token: their first token begins with a space, or they are written
    /// without spaces.
    static let root = 0
    /// The node before phrases that may begin at the start of a text or after punctuation only.
    static let boundaryRoot = 1

    let tokenizer: Tokenizer
    /// The token that leads to each node.
    private let tokens: [Int32]
    /// The first child of each node; the last ends where those of the next node begin.
    private let firstChild: [Int32]
    /// The bonus of a text that has got to a node, while its phrase may go on.
    private let pending: [Float]
    /// What is added to the logit of the token that leads to a node.
    private let gains: [Float]
    /// The bonus that stays if a text leaves the phrase at a node; NaN where no phrase ends.
    private let complete: [Float]
    /// The number of the phrase that ends at a node; -1 where none does.
    private let phrases: [Int32]
    /// Whether the phrase that ends at a node may be followed by a letter.
    private let endsAnywhere: [Bool]

    /// Makes the tree of some phrases, with every way to spell them. Of phrases spelled alike the last one counts.
    public convenience init(_ phrases: [Phrase], tokenizer: Tokenizer) {
        self.init(phrases, tokenizer: tokenizer, bonus: Bonus())
    }

    init(_ phrases: [Phrase], tokenizer: Tokenizer, bonus: Bonus) {
        let spellings = HotWordSpellings(phrases, tokenizer: tokenizer)
        let entries = spellings.anywhere + spellings.atBoundary
        var tokens: [Int32] = [-1, -1]
        var (firstChild, pending, gains, complete): ([Int32], [Float], [Float], [Float]) = ([], [], [], [])
        var endsAnywhere: [Bool] = []
        var numbers: [Int32] = []
        /// The entries below each node, the tokens before it, and its parent.
        var nodes = [(0..<spellings.anywhere.count, 0, 0), (spellings.anywhere.count..<entries.count, 0, 1)]
        /// The highest bonus of the phrases that end on the way to a node.
        var kept: [Float] = []
        var index = 0
        while index < nodes.count {
            var (range, depth, parent) = nodes[index]
            let end = range.first.flatMap { depth > 0 && entries[$0].tokens.count == depth ? entries[$0] : nil }
            let highest = depth > 0 ? entries[range].reduce(0) { max($0, $1.weight) } * bonus(depth) : 0
            let own = end.map { $0.weight * bonus(depth) }
            let before = depth > 0 ? kept[parent] : 0
            kept.append(max(before, own ?? 0))
            let value = max(highest, before) > 0 ? max(highest, before) : min(own ?? 0, 0)
            pending.append(value)
            gains.append(value > 0 ? max(0, value - (depth > 1 ? max(0, pending[parent]) : 0)) : value)
            complete.append(own.map { $0 > 0 ? max($0, before) : $0 } ?? .nan)
            endsAnywhere.append(end?.endsAnywhere ?? false)
            numbers.append(Int32(end?.phrase ?? -1))
            firstChild.append(Int32(nodes.count))
            if end != nil { range = range.dropFirst() }
            while let first = range.first {
                let token = entries[first].tokens[depth]
                let next = range.first { entries[$0].tokens[depth] != token } ?? range.upperBound
                nodes.append((first..<next, depth + 1, index))
                tokens.append(token)
                range = next..<range.upperBound
            }
            index += 1
        }
        firstChild.append(Int32(nodes.count))
        self.tokenizer = tokenizer
        (self.tokens, self.firstChild, self.pending, self.gains) = (tokens, firstChild, pending, gains)
        (self.complete, self.phrases, self.endsAnywhere) = (complete, numbers, endsAnywhere)
    }

    /// How many nodes there are, the two roots included.
    var count: Int { pending.count }

    /// Whether there are no phrases.
    var isEmpty: Bool { count == 2 }

    /// The number of the phrase that ends at a node, whichever way it is spelled there; -1 where none does.
    func phrase(at node: Int) -> Int { Int(phrases[node]) }

    /// The bonus of a text that has got to a node.
    func pendingBonus(of node: Int) -> Float { pending[node] }

    /// The bonus that stays if a text leaves a phrase at a node; nil if no phrase ends there.
    ///
    /// - Parameter isAmidWord: whether a letter follows, as after `art` in `artist`.
    func completeBonus(of node: Int, isAmidWord: Bool) -> Float? {
        complete[node].isNaN || isAmidWord && !endsAnywhere[node] ? nil : complete[node]
    }

    /// The node to which a token leads from another, if it is there.
    func child(of node: Int, by token: Int) -> Int? {
        var (low, high) = (Int(firstChild[node]), Int(firstChild[node + 1]))
        while low < high {
            let middle = (low + high) / 2
            if tokens[middle] < token { low = middle + 1 } else { high = middle }
        }
        return low < firstChild[node + 1] && tokens[low] == token ? low : nil
    }

    /// The tokens that lead on from a node, and what they gain.
    func forEachGain(from node: Int, _ body: (_ token: Int, _ gain: Float) -> Void) {
        for child in Int(firstChild[node])..<Int(firstChild[node + 1]) where gains[child] != 0 {
            body(Int(tokens[child]), gains[child])
        }
    }

    /// What a token gains after a node: 0 if it does not lead on.
    func gain(of token: Int, after node: Int) -> Float { child(of: node, by: token).map { gains[$0] } ?? 0 }
}
