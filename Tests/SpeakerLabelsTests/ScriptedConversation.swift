// SPDX-License-Identifier: Apache-2.0

import SpeakerLabels

/// A conversation in simulated time: who says something, and what the tracker makes of it.
struct ScriptedConversation {
    private(set) var tracker: SpeakerTracker
    let encoder: ScriptedVoices
    /// Words of 0.3 s that no final has told, with who said them.
    private var words: [(range: Range<Int>, speaker: Int)] = []
    /// All words of finals.
    private(set) var told: [(range: Range<Int>, speaker: Int, label: SpeakerLabel?)] = []

    private static let window = 512
    private static let word = 4_800

    init(encoder: ScriptedVoices = ScriptedVoices(), settings: SpeakerSettings? = nil) throws {
        self.encoder = encoder
        tracker = SpeakerTracker(encoder: encoder, settings: try settings ?? SpeakerSettings())
    }

    mutating func say(_ speaker: Int, seconds: Double, cold: Float = 0) {
        let (start, count) = (tracker.position, Int(seconds * 16_000))
        append([Float](repeating: Float(speaker) + 1 + cold, count: count), isVoice: true)
        for first in stride(from: start, to: start + count, by: Self.word) {
            words.append((first..<min(first + Self.word, start + count), speaker))
        }
    }

    mutating func pause(seconds: Double) {
        append([Float](repeating: 0, count: Int(seconds * 16_000)), isVoice: false)
    }

    private mutating func append(_ samples: [Float], isVoice: Bool) {
        for start in stride(from: 0, to: samples.count, by: Self.window) {
            tracker.append(samples[start..<min(start + Self.window, samples.count)], isVoice: isVoice)
        }
        tracker.advance(encoder)
    }

    /// What a partial would show now.
    mutating func partial() -> [SpeakerLabel?] {
        tracker.labels(for: words.map(\.range), isFinal: false, encoder)
    }

    /// Ends the utterance.
    @discardableResult
    mutating func final() -> [SpeakerLabel?] {
        let labels = tracker.labels(for: words.map(\.range), isFinal: true, encoder)
        told += zip(words, labels).map { ($0.range, $0.speaker, $1) }
        words = []
        return labels
    }

    /// The speakers that finals told.
    var speakers: Set<Int> { Set(told.compactMap { $0.label?.speaker }) }

    /// The share of words whose label is the one that most words of their speaker have, from word `first` on.
    func agreement(from first: Int = 0) -> Double {
        let words = told[first...]
        let groups = Dictionary(grouping: words, by: \.speaker)
        var right = 0
        var taken: Set<Int> = []
        for (_, words) in groups.sorted(by: { $0.value.count > $1.value.count }) {
            let counts = Dictionary(grouping: words.compactMap { $0.label?.speaker }) { $0 }.mapValues(
                \.count)
            guard let best = counts.filter({ !taken.contains($0.key) }).max(by: { $0.value < $1.value })
            else { continue }
            taken.insert(best.key)
            right += best.value
        }
        return Double(right) / Double(words.count)
    }
}
