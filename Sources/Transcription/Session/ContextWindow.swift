// SPDX-License-Identifier: Apache-2.0

/// The utterances whose audio and text the recognizer still sees while it recognizes the next.
///
/// A recognizer that hears an utterance together with those before makes a sixth fewer errors than one that hears it alone.
/// Positions are on the session's clock. What is kept depends on finals and on the length of the utterance alone, never on when
/// a job ran.
struct ContextWindow: Sendable {
    /// An utterance that has its final text.
    struct Utterance: Sendable, Equatable {
        var range: Range<Int>
        /// The recognizer's tokens of its text.
        var tokens: [Int]
        var language: String
        /// The tokens without the punctuation at their end, if something other than silence ended the utterance.
        var openTokens: [Int]?
    }

    /// The most audio, the utterance included, when an utterance begins: 28 s.
    private static let longest = 448_000
    /// The most while it goes on: 29 s.
    private static let longestOpen = 464_000
    /// The most tokens of earlier text.
    private static let mostTokens = 150
    /// When there is no room, utterances that begin so long before the end of the last one are kept: 10 s.
    private static let kept = 160_000
    /// A silence after which nothing before is context any longer: 5 s.
    private static let longestSilence = 80_000
    /// Audio that an utterance has at least when it is first recognized: 0.5 s.
    private static let firstAudio = 8_000

    private(set) var utterances: [Utterance] = []
    private var memory: (start: Int, value: any UtteranceMemory)?

    /// The first sample that is still seen, nil if there are no utterances.
    var start: Int? { utterances.first?.range.lowerBound }

    /// Takes in that the next utterance begins. Where speech goes on, the one before did not end a sentence: a recognizer that
    /// reads so skips the rest of it.
    mutating func continueSpeech(at position: Int) {
        guard let last = utterances.last, last.range.upperBound == position else { return }
        utterances[utterances.count - 1].tokens = last.openTokens ?? last.tokens
    }

    /// Makes room for an utterance that begins.
    mutating func makeRoom(forUtteranceAt position: Int) {
        guard let start else { return }
        let tokens = utterances.reduce(0) { $0 + $1.tokens.count }
        if position + Self.firstAudio - start > Self.longest || tokens > Self.mostTokens { forgetOldest() }
    }

    /// Makes room for audio up to `end` of the utterance that goes on.
    mutating func makeRoom(until end: Int) {
        if let start, end - start > Self.longestOpen { forgetOldest() }
        while let start, end - start > Self.longestOpen { utterances.removeFirst() }
    }

    /// Takes in that nothing was said up to a position.
    mutating func noteSilence(until position: Int) {
        if let end = utterances.last?.range.upperBound, position - end > Self.longestSilence { restart() }
    }

    /// Adds an utterance behind the others.
    mutating func append(_ utterance: Utterance) {
        guard !utterance.tokens.isEmpty else { return }
        utterances.append(utterance)
    }

    /// Forgets everything.
    mutating func restart() {
        utterances = []
        memory = nil
    }

    /// What was said before, for a request whose first sample is ``start``.
    func earlierSpeech() -> EarlierSpeech? {
        guard let first = utterances.first, let last = utterances.last else { return nil }
        return EarlierSpeech(
            tokens: utterances.flatMap(\.tokens), end: last.range.upperBound - first.range.lowerBound,
            language: last.language)
    }

    /// The recognizer's memory of the audio that begins at a position.
    mutating func memory(from start: Int, by recognizer: any Recognizer) -> (any UtteranceMemory)? {
        if let memory, memory.start == start { return memory.value }
        memory = recognizer.makeMemory().map { (start, $0) }
        return memory?.value
    }

    /// Forgets the memory, if no request can use it any longer.
    mutating func forgetMemory(unlessFrom start: Int?) {
        if memory?.start != start { memory = nil }
    }

    private mutating func forgetOldest() {
        let end = utterances.last?.range.upperBound ?? 0
        utterances.removeAll { $0.range.lowerBound < end - Self.kept }
    }
}
