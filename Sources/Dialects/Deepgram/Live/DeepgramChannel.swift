// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Transcription

/// The results of one channel: what its transcription tells goes in, messages to the client come out. A plain value.
///
/// Positions are samples of 16 kHz. Finals tile the time: each begins where the one before ended. The window of speech begins with
/// it, so the silence before has a final without words.
struct DeepgramChannel {
    /// What the client wants to receive.
    struct Wishes: Equatable {
        var interimResults = false
        var tellsSpeech = false
        /// Whether an end of speech is reported.
        var tellsEndpoints = true
        /// Whether the language is reported to the client.
        var tellsLanguage = false
        /// What is looked for in finals.
        var search = DeepgramSearch()
        /// How long after the last word an utterance counts as over, in samples; nil to tell nothing of it.
        var utteranceEnd: Int?
        /// How long after the end of speech, as it is reported, a silence is noticed.
        var noticeDelay = 0
        /// How long after its beginning speech is reported.
        var announceDelay = 0
    }

    /// Speech between two silences.
    private struct Speech {
        let start: Int
        var end: End?
    }

    private struct End {
        /// The last utterance.
        let utterance: Int
        let position: Int
        /// Whether a silence ended it, and not the client.
        let isEndpoint: Bool
    }

    private let channel: DeepgramChannelIndex
    private let wishes: Wishes
    /// Where the window begins that has no final yet.
    private var windowStart = 0
    /// Speech that has not all of its finals, oldest first.
    private var speeches: [Speech] = []
    /// Where the client asked for all to be final, and whether a result said so.
    private var finalizations = CircularBuffer<(position: Int, isTold: Bool)>()
    /// Where the audio ends, once that is known.
    private var closing: Int?
    /// How much audio there was.
    private var position = 0
    /// The end of the last word, until the gap after it is reported.
    private var lastWordEnd: Int?

    init(channel: DeepgramChannelIndex, wishes: Wishes) {
        self.channel = channel
        self.wishes = wishes
    }

    // MARK: From the client

    /// The client wants all to be final that came up to a position. The transcription has to be flushed.
    mutating func finalize(at position: Int) {
        self.finalizations.append((position, false))
    }

    /// No more audio comes. The transcription has to be finished.
    mutating func close(at position: Int) {
        self.closing = position
    }

    /// So much audio came, and all that the transcription had to tell of it was taken.
    mutating func heard(to position: Int) -> [DeepgramMessage] {
        self.position = max(self.position, position)
        return self.speeches.isEmpty ? self.gap(to: self.silentUntil) : []
    }

    // MARK: From the transcription

    mutating func receive(_ event: TranscriptEvent) -> [DeepgramMessage] {
        switch event {
        case .speechStarted(_, let position):
            let told: [DeepgramMessage] =
                self.wishes.tellsSpeech ? [.speechStarted(self.channel, at: position)] : []
            self.speeches.append(Speech(start: position))
            return (self.speeches.count == 1 ? self.begin() : []) + told
        case .speechStopped(let utterance, let position):
            guard !self.speeches.isEmpty else { return [] }
            self.speeches[self.speeches.count - 1].end = End(
                utterance: utterance, position: position, isEndpoint: self.isEndpoint(position))
            return []
        case .partial(let partial):
            return self.interim(partial)
        case .final(let final):
            return self.final(final)
        case .empty(let utterance):
            guard let end = self.end(of: utterance) else { return [] }
            return [self.result(to: end.position, DeepgramAlternative(), end)] + self.conclude()
        case .flushed:
            return self.flushed()
        case .failed:
            return []
        }
    }

    /// The first speech of all that waits has its turn.
    private mutating func begin() -> [DeepgramMessage] {
        guard let start = self.speeches.first?.start else { return [] }
        let messages = self.gap(to: start)
        guard start > self.windowStart else { return messages }
        return messages + [self.result(to: start, DeepgramAlternative(), nil)]
    }

    private func interim(_ partial: PartialTranscript) -> [DeepgramMessage] {
        guard self.wishes.interimResults, partial.end > self.windowStart else { return [] }
        let window = self.windowStart..<partial.end
        let start = max(partial.start, self.windowStart)
        let alternative = DeepgramAlternative(
            transcript: partial.text, words: DeepgramWord.spread(partial.text, over: start..<partial.end),
            languages: self.languages(partial.language))
        return [
            .results(DeepgramResult(channel: self.channel, window: window, alternative: alternative, isFinal: false))
        ]
    }

    private mutating func final(_ final: FinalTranscript) -> [DeepgramMessage] {
        let end = max(final.end, self.windowStart)
        let words = DeepgramWord.words(final.words, within: self.windowStart..<end)
        // Without the times of words, the utterance is all that is known.
        self.lastWordEnd = words.last?.end ?? end
        let alternative = DeepgramAlternative(
            transcript: final.text, words: words, languages: self.languages(final.language))
        let speechEnd = self.end(of: final.utterance)
        return [self.result(to: end, alternative, speechEnd)] + (speechEnd == nil ? [] : self.conclude())
    }

    private mutating func flushed() -> [DeepgramMessage] {
        guard !self.finalizations.isEmpty else { return [] }
        let (position, isTold) = self.finalizations.removeFirst()
        guard !isTold else { return [] }
        let end = max(position, self.windowStart)
        defer { self.windowStart = end }
        return [
            .results(
                DeepgramResult(
                    channel: self.channel, window: self.windowStart..<end, alternative: DeepgramAlternative(),
                    isFinalization: true))
        ]
    }

    /// A final result of the window up to a position, where the next one begins.
    /// - Parameter end: that of the speech, if this is its last result.
    private mutating func result(to position: Int, _ alternative: DeepgramAlternative, _ end: End?) -> DeepgramMessage {
        let position = max(position, self.windowStart)
        let window = self.windowStart..<position
        self.windowStart = position
        var result = DeepgramResult(channel: self.channel, window: window, alternative: alternative)
        result.search = self.wishes.search.json(in: alternative.words)
        if let end {
            result.isEndpoint = end.isEndpoint && self.wishes.tellsEndpoints
            if !end.isEndpoint, let first = self.finalizations.indices.first {
                result.isFinalization = true
                self.finalizations[first].isTold = true
            }
        }
        return .results(result)
    }

    /// The first speech has all of its finals.
    private mutating func conclude() -> [DeepgramMessage] {
        self.speeches.removeFirst()
        return self.speeches.isEmpty ? self.gap(to: self.silentUntil) : self.begin()
    }

    /// Where nobody had begun to speak yet, if no speech goes on.
    private var silentUntil: Int { self.position - self.wishes.announceDelay }

    /// Tells of the gap after the last word, once, if it is long enough by now.
    private mutating func gap(to position: Int) -> [DeepgramMessage] {
        guard let shortest = self.wishes.utteranceEnd, let end = self.lastWordEnd, position - end >= shortest else {
            return []
        }
        self.lastWordEnd = nil
        return [.utteranceEnd(self.channel, lastWordEnd: end)]
    }

    /// The end of the first speech, if an utterance is its last.
    private func end(of utterance: Int) -> End? {
        self.speeches.first?.end.flatMap { $0.utterance == utterance ? $0 : nil }
    }

    /// Whether speech that ended at a position was ended by a silence: else the client ended it sooner.
    private func isEndpoint(_ position: Int) -> Bool {
        guard let forced = self.finalizations.first?.position ?? self.closing else { return true }
        return position + self.wishes.noticeDelay <= forced
    }

    private func languages(_ language: String) -> [String]? {
        self.wishes.tellsLanguage && !language.isEmpty ? [language] : nil
    }
}
