// SPDX-License-Identifier: Apache-2.0

/// A stretch of time in which one speaker speaks.
public struct SpeakerTurn: Sendable, Equatable {
    /// Where it lies on the stream's clock.
    public var range: Range<Int>
    /// Who speaks; the confidence is the mean over the turn.
    public var label: SpeakerLabel

    /// A turn of its parts.
    public init(range: Range<Int>, label: SpeakerLabel) {
        self.range = range
        self.label = label
    }

    /// The turns that labelled words make.
    ///
    /// - Parameters:
    ///   - words: in order.
    ///   - labels: one for each; those without one belong to no turn.
    ///   - pause: samples between two words of a speaker that end a turn.
    public static func joining(_ words: [Range<Int>], _ labels: [SpeakerLabel?], pause: Int = 8_000) -> [SpeakerTurn] {
        var turns: [SpeakerTurn] = []
        for case (let word, let label?) in zip(words, labels) {
            if let last = turns.last, last.label.speaker == label.speaker,
                word.lowerBound - last.range.upperBound < pause
            {
                let (old, new) = (Float(last.range.count), Float(word.count))
                turns[turns.count - 1].range = last.range.lowerBound..<max(last.range.upperBound, word.upperBound)
                turns[turns.count - 1].label.confidence =
                    (last.label.confidence * old + label.confidence * new) / max(1, old + new)
            } else {
                turns.append(SpeakerTurn(range: word, label: label))
            }
        }
        return turns
    }
}
