// SPDX-License-Identifier: Apache-2.0

/// How much of what partials showed was taken back.
///
/// When a text replaces another, the words after their common beginning are erased (Arivazhagan et al., "Re-translation versus Streaming for
/// Simultaneous Translation", 2020). Words are compared as ``SpokenWords``: a change of case or punctuation erases nothing.
struct PartialStability {
    /// Words erased by partials and finals.
    private(set) var erased = 0
    /// Words erased by partials alone.
    private(set) var erasedByPartials = 0
    /// Words of the finals.
    private(set) var finalWords = 0

    /// Nothing shown yet.
    init() {}

    /// Measures a stream.
    init(_ stream: StreamLog) {
        // What is shown of each utterance; servers that number none show one at a time.
        var shown: [Int: [String]] = [:]
        for arrival in stream.arrivals {
            switch arrival.message {
            case .partial(let text):
                let words = SpokenWords.words(of: text.text)
                let count = Self.erasure(shown[text.utterance ?? -1] ?? [], words)
                erased += count
                erasedByPartials += count
                shown[text.utterance ?? -1] = words
            case .final(let text):
                let words = SpokenWords.words(of: text.text)
                erased += Self.erasure(shown.removeValue(forKey: text.utterance ?? -1) ?? [], words)
                finalWords += words.count
            case .ready, .failure: break
            }
        }
        // Words that no final took over.
        erased += shown.values.reduce(0) { $0 + $1.count }
    }

    /// The sum of two streams' words.
    static func + (left: PartialStability, right: PartialStability) -> PartialStability {
        var sum = left
        sum.erased += right.erased
        sum.erasedByPartials += right.erasedByPartials
        sum.finalWords += right.finalWords
        return sum
    }

    private static func erasure(_ old: [String], _ new: [String]) -> Int {
        old.count - zip(old, new).prefix { $0 == $1 }.count
    }
}
