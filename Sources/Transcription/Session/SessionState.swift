// SPDX-License-Identifier: Apache-2.0

internal import VoiceActivity

/// What a session knows and does next: windows of audio and hypotheses go in, events and jobs come out.
///
/// A value without threads, I/O or clock. Time is the position in the audio, so the same audio gives the same finals
/// however fast it comes and however slow the recognizer is. Jobs are pulled: when the machine has time for this
/// session, ``startJob()`` gives what is most urgent *then*, with the newest audio and the words agreed upon so far. A
/// job that never got its turn costs nothing, and partials become rarer by themselves on a busy machine.
struct SessionState: Sendable {
    let configuration: SessionConfiguration
    /// The recognizer's tokens of the configuration's prompt, made once.
    let promptTokens: [Int]
    /// What the recognizer made of the configuration's hot words, or of those that took their place.
    var hotWords: (any PreparedHotWords)?
    let rewriter: TextRewriter
    let policy: CutPolicy
    var audio = SampleBuffer()
    var endpointer: Endpointer
    /// Speech that has no final yet, oldest first. Only the last may still go on.
    var spans: [SpeechSpan] = []
    /// The utterances before it that the recognizer still sees.
    var context = ContextWindow()
    /// Which language the session speaks.
    var language: LanguageEvidence
    /// The utterance being transcribed, in the first span; later spans wait for their turn.
    var utterance: UtteranceTranscriber?
    var nextNumber = 0
    /// The job being done. There is at most one.
    var running: RecognitionJob?
    /// The least audio between two partials: what was configured, or more while the machine is busy.
    var partialInterval: Int
    /// How many finals had been made ready when their end was known.
    var preparedFinals = 0

    /// - Throws: ``SessionError`` if a setting is out of its range.
    init(
        configuration: SessionConfiguration, promptTokens: [Int] = [], hotWords: (any PreparedHotWords)? = nil
    ) throws(SessionError) {
        try configuration.validate()
        self.configuration = configuration
        self.promptTokens = promptTokens
        self.hotWords = hotWords
        language = LanguageEvidence(mayChange: configuration.detection.mayChange)
        rewriter = TextRewriter(configuration.textRules)
        partialInterval = configuration.partialInterval
        policy = CutPolicy(segmentation: configuration.segmentation, longest: configuration.longestUtterance)
        endpointer = try configuration.makeEndpointer()
    }

    /// Whether everything about the audio so far has been emitted.
    var isIdle: Bool { spans.isEmpty }

    /// How far the recognizer is behind with what it owes the client, in samples.
    var lag: Int {
        guard let job = nextJob, job.purpose.isOwed else { return 0 }
        return audio.end - job.range.upperBound
    }

    /// Takes in the next window of audio and the probability that it is speech.
    mutating func append(window: some Collection<Float>, probability: Float) -> [TranscriptEvent] {
        let start = audio.end
        audio.append(window)
        let changes = endpointer.process(probability: probability, level: SoundLevel.decibels(window), window: start)
        let events = follow(changes)
        if let probability = endpointer.speechProbability, let last = spans.indices.last, spans[last].end == nil {
            spans[last].probability = probability
            spans[last].voice = endpointer.voice
        }
        if spans.isEmpty { context.noteSilence(until: audio.end) }
        return events
    }

    /// Ends the speech at the end of the audio, after the last samples, which may be too few for a window.
    ///
    /// - Parameter announced: whether `flushed` is emitted once all is final, and more audio may come.
    mutating func flush(remainder: some Collection<Float>, announced: Bool) -> [TranscriptEvent] {
        audio.append(remainder)
        let events = follow(announced ? endpointer.flush(at: audio.end) : endpointer.finish(at: audio.end))
        guard announced else { return events }
        guard !spans.isEmpty else { return events + [.flushed] }
        spans[spans.count - 1].flushes += 1
        return events
    }

    /// Does what the endpointer says.
    private mutating func follow(_ changes: [Endpointer.Event]) -> [TranscriptEvent] {
        var events: [TranscriptEvent] = []
        for change in changes {
            let last = spans.count - 1
            switch change {
            case .speechStarted(let position):
                spans.append(SpeechSpan(start: position))
                beginUtterance()
            case .pauseStarted(let position):
                spans[last].expectedEnd = position + configuration.endpointer.paddingAfter
            case .speechResumed:
                spans[last].expectedEnd = nil
            case .speechEnded(_, let end):
                spans[last].end = end
            case .discarded, .maximumReached:
                break  // noise that was never announced; and long speech is cut where its words allow it
            }
            events += announce()
        }
        events += usePreparedFinal()
        discardUnneededAudio()
        return events
    }

    /// Sets the shortest interval between partials that the machine's load allows.
    mutating func allow(partialInterval: Duration) {
        self.partialInterval = max(configuration.partialInterval, Int(partialInterval / .seconds(1) * 16_000))
    }

    mutating func discardUnneededAudio() {
        audio.discard(before: min(context.start ?? .max, utterance?.start ?? endpointer.earliestNeeded))
    }

    /// Begins the first span's first utterance, if there is a span and none has begun.
    mutating func beginUtterance() {
        guard utterance == nil, let span = spans.first else { return }
        beginUtterance(at: span.start, limit: policy.firstLimit(start: span.start))
    }

    mutating func beginUtterance(at start: Int, limit: Int) {
        context.continueSpeech(at: start)
        context.makeRoom(forUtteranceAt: start)
        utterance = UtteranceTranscriber(number: nextNumber, start: start, limit: limit, configuration: configuration)
        nextNumber += 1
    }

    /// Tells of speech that started or stopped, as soon as the numbers of its utterances are known: they are not while
    /// speech before may yet be cut.
    mutating func announce() -> [TranscriptEvent] {
        guard let utterance else { return [] }
        var events: [TranscriptEvent] = []
        var (number, limit) = (utterance.number, utterance.limit)
        for index in spans.indices {
            if index > 0 {
                number += 1
                limit = policy.firstLimit(start: spans[index].start)
            }
            if !spans[index].startTold {
                spans[index].startTold = true
                events.append(.speechStarted(utterance: number, at: spans[index].start))
            }
            guard let end = spans[index].end, end <= limit else { break }
            if !spans[index].stopTold {
                spans[index].stopTold = true
                events.append(.speechStopped(utterance: number, at: end))
            }
        }
        return events
    }
}
