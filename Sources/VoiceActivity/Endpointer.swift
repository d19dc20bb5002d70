// SPDX-License-Identifier: Apache-2.0

/// Turns the probability of speech of each window into utterances: where one starts, pauses, goes on, ends.
///
/// A value without a clock of its own: windows go in, events come out. All positions count samples on one absolute
/// clock of 16 kHz.
///
/// A window counts as speech if its probability reaches the threshold, or, during speech, does not fall below
/// the threshold less the hysteresis, and if it is loud enough. The first such window opens an utterance. It is
/// announced only when it holds the minimum of speech: clicks and noise give no event but ``Event/discarded(start:end:)``,
/// and nobody has to take an announcement back. Nothing is lost by waiting, as the start is moved back to the true one.
public struct Endpointer: Sendable {
    /// Speech behind a flush or at the end of a stream that may be a word, or the rest of one: 96 ms.
    private static let leastPartOfWord = 3 * VoiceActivityModel.windowSize

    private let settings: Settings
    /// Where the last utterance ended: nothing before this belongs to a coming one.
    private var floor: Int
    /// The end of the last window.
    private var position: Int
    private var utterance: Utterance?
    /// Where a flush came between two windows of speech, until the next window has been received.
    private var cut: Int?
    private var levels = RecentLevels()

    /// An utterance that is open.
    private struct Utterance {
        /// With the padding.
        var start: Int
        /// How much speech it holds before it is announced.
        let minimum: Int
        /// Samples of speech so far.
        var speech = 0
        /// The sum of the probabilities of the windows of speech.
        var probabilities: Float = 0
        /// The end of the last window of speech.
        var speechEnd: Int
        var isAnnounced = false
        /// Whether the last window was none of speech.
        var isSilent = false
        /// Whether a pause was announced that has not ended.
        var isPaused = false
        var hasReachedMaximum = false
    }

    /// An endpointer that has received nothing yet.
    ///
    /// - Parameters:
    ///   - settings: the times and thresholds.
    ///   - start: the position of the stream's first sample.
    /// - Throws: ``EndpointerError`` if the settings are out of range.
    public init(settings: Settings = Settings(), start: Int = 0) throws(EndpointerError) {
        try settings.validate()
        self.settings = settings
        floor = start
        position = start
    }

    /// The start of the utterance that is open and announced.
    public var utteranceStart: Int? {
        guard let utterance, utterance.isAnnounced else { return nil }
        return utterance.start
    }

    /// The mean probability of the windows of speech in the utterance that is open, from 0 to 1; nil without one.
    ///
    /// It lies above 0.85 for speech, also over the telephone and in meetings, and about 0.5 for distant voices in a restaurant.
    public var speechProbability: Float? {
        guard let utterance, utterance.speech > 0 else { return nil }
        return utterance.probabilities * Float(VoiceActivityModel.windowSize) / Float(utterance.speech)
    }

    /// Samples of speech in the utterance that is open, pauses not counted.
    public var voice: Int { utterance?.speech ?? 0 }

    /// The first sample that the open or a coming utterance may contain: what lies before may be forgotten.
    public var earliestNeeded: Int {
        utterance?.start ?? max(floor, position - settings.paddingBefore)
    }

    /// Takes in the next window of ``VoiceActivityModel/windowSize`` samples.
    ///
    /// - Parameters:
    ///   - probability: of speech, from 0 to 1.
    ///   - level: as by ``SoundLevel/decibels(_:)``, in dBFS.
    ///   - start: the position of its first sample; windows come in order and do not overlap. After ``finish(at:)`` in
    ///     the middle of a window that window may still come.
    /// - Returns: what it brought about, in order.
    public mutating func process(probability: Float, level: Float, window start: Int) -> [Event] {
        let window = start..<(start + VoiceActivityModel.windowSize)
        position = max(position, window.upperBound)
        levels.append(level, window: window)
        let isSpeaking = utterance.map { !$0.isSilent } ?? (cut != nil)
        defer { cut = nil }
        let threshold = isSpeaking ? settings.threshold - settings.hysteresis : settings.threshold
        if probability >= threshold, level >= settings.minimumLevel {
            return hearSpeech(window, probability)
        }
        return hearSilence()
    }

    /// Ends the open utterance because a client requests all that was said so far; the stream goes on.
    ///
    /// Speech that has only just begun, too little to be announced, stays open and belongs to the next utterance. When someone
    /// speaks on, the flush may have cut a word: then as little as 96 ms makes the next utterance.
    ///
    /// - Parameter end: where the stream stands.
    /// - Returns: the end of the open utterance, if it was announced.
    public mutating func flush(at end: Int) -> [Event] {
        position = max(position, end)
        guard let open = utterance, open.isAnnounced else { return [] }
        if !open.isSilent { cut = position }
        return [closeNow(open)]
    }

    /// Ends what is open, at the end of the stream. Speech that lasts to the end is announced although it is short: its word may
    /// have been cut off.
    ///
    /// - Parameter end: where the stream stands. Nothing before it belongs to a coming utterance.
    /// - Returns: the end of the open utterance, if there is one.
    public mutating func finish(at end: Int) -> [Event] {
        position = max(position, end)
        defer { floor = position }
        guard var open = utterance else { return [] }
        guard !open.isAnnounced, !open.isSilent, open.speech >= leastPartOfWord else {
            return [closeNow(open)]
        }
        open.isAnnounced = true
        return [.speechStarted(at: open.start), closeNow(open)]
    }

    private var leastPartOfWord: Int { min(Self.leastPartOfWord, settings.minimumSpeech) }

    private mutating func closeNow(_ open: Utterance) -> Event {
        close(open, at: open.isSilent ? open.speechEnd + settings.paddingAfter : position)
    }

    /// Lets the open utterance start again at `cut`, because what lies before has become final.
    ///
    /// No event is given for it. A pause that was announced goes on. Without an open, announced utterance it does nothing.
    public mutating func restart(at cut: Int) {
        guard var open = utterance, open.isAnnounced else { return }
        open.start = min(max(cut, open.start), position)
        open.hasReachedMaximum = false
        floor = open.start
        utterance = open
    }

    private mutating func hearSpeech(_ window: Range<Int>, _ probability: Float) -> [Event] {
        var events: [Event] = []
        let start = max(floor, window.lowerBound - settings.paddingBefore)
        let minimum = cut == nil ? settings.minimumSpeech : leastPartOfWord
        var open = utterance ?? Utterance(start: start, minimum: minimum, speechEnd: window.upperBound)
        open.speech += window.count
        open.probabilities += probability
        open.speechEnd = window.upperBound
        open.isSilent = false
        if open.isPaused {
            open.isPaused = false
            events.append(.speechResumed(at: window.lowerBound))
        }
        if !open.isAnnounced, open.speech >= open.minimum {
            open.isAnnounced = true
            events.append(.speechStarted(at: open.start))
        }
        events += checkLength(&open)
        utterance = open
        return events
    }

    private mutating func hearSilence() -> [Event] {
        guard var open = utterance else { return [] }
        open.isSilent = true
        let silence = position - open.speechEnd
        if silence >= settings.silence {
            return [close(open, at: open.speechEnd + settings.paddingAfter)]
        }
        var events: [Event] = []
        if open.isAnnounced, !open.isPaused, silence >= settings.pause {
            open.isPaused = true
            events.append(.pauseStarted(at: open.speechEnd))
        }
        events += checkLength(&open)
        utterance = open
        return events
    }

    /// Tells once that an utterance has become too long.
    private func checkLength(_ open: inout Utterance) -> [Event] {
        guard open.isAnnounced, !open.hasReachedMaximum, position - open.start >= settings.maximumUtterance else {
            return []
        }
        open.hasReachedMaximum = true
        return [.maximumReached(start: open.start, quietest: levels.quietest(after: open.start) ?? position)]
    }

    private mutating func close(_ open: Utterance, at end: Int) -> Event {
        // After a restart nothing may be left of the speech, or of the utterance.
        let end = max(open.start, min(end, position))
        utterance = nil
        guard open.isAnnounced, open.speechEnd > open.start else {
            return .discarded(start: open.start, end: end)  // the padding of what comes next may reach back into it
        }
        floor = end
        return .speechEnded(start: open.start, end: end)
    }
}
