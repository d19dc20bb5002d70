// SPDX-License-Identifier: Apache-2.0

internal import VoiceActivity

extension SessionState {
    /// What is most urgent now, nil if nothing is to be done or a job is running.
    var demand: RecognitionJob.Purpose? {
        running == nil ? nextJob?.purpose : nil
    }

    /// Whether the running job is of no use any longer and keeps a final waiting, or the preparation of one.
    ///
    /// A preparation gives way only to what is owed, so that a speaker who pauses again and again still sees text.
    var shouldInterrupt: Bool {
        guard let running, let next = nextJob else { return false }
        switch running.purpose {
        case .partial: return next.purpose > .partial
        case .preparation: return next.purpose.isOwed && running.range != next.range
        case .cut, .final: return false
        }
    }

    /// The audio of the next job that no request had before.
    var newAudio: Int {
        guard let job = nextJob, let utterance else { return 0 }
        return max(0, job.range.upperBound - utterance.requestedEnd)
    }

    /// How long after the newest audio the next job's result is wanted, in samples: a partial before the next is due, the
    /// first words of an utterance at once, a preparation when the silence is long enough, what is owed at once.
    var slack: Int {
        switch nextJob?.purpose {
        case .partial: return utterance?.awaitsFirstText == true ? 0 : partialInterval
        case .preparation:
            guard let end = spans.first?.expectedEnd else { return 0 }
            let silenceStart = end - configuration.endpointer.paddingAfter
            return max(0, silenceStart + configuration.endpointer.silence - audio.end)
        case .cut, .final, nil: return 0
        }
    }

    /// The most urgent job, as if none were running.
    var nextJob: RecognitionJob? {
        guard let utterance, let span = spans.first else { return nil }
        func job(_ purpose: RecognitionJob.Purpose, until end: Int) -> RecognitionJob {
            RecognitionJob(purpose: purpose, utterance: utterance.number, range: utterance.start..<end)
        }
        // In a pause that may end the speech within the window, wait for how it turns out: then the same audio is
        // always cut at the same places.
        let knownEnd = span.end ?? span.expectedEnd ?? audio.end
        if min(knownEnd, audio.end) > utterance.limit { return job(.cut, until: utterance.limit) }
        if let end = span.end { return job(.final, until: end) }
        if let end = span.expectedEnd {
            guard configuration.preparesFinals else { return nil }
            let isReady = end <= audio.end && utterance.prepared?.end != end
            return isReady ? job(.preparation, until: end) : nil
        }
        // The load makes partials rarer, but not before the first words: until then there is nothing to read.
        let interval = utterance.awaitsFirstText ? configuration.partialInterval : partialInterval
        let end = utterance.partialEnd(in: audio.end, interval: interval, grid: configuration.partialInterval)
        return end.map { job(.partial, until: $0) }
    }

    /// Starts the most urgent job. Its result goes to ``complete(_:)``.
    ///
    /// - Parameter recognizer: who will do it, and keep the utterance's memory.
    mutating func startJob(on recognizer: any Recognizer) -> RecognitionRequest? {
        beginJob(on: recognizer).map { $0.request.with(samples: $0.audio) }
    }

    /// As ``startJob(on:)``, but leaves it to the caller to copy up to 30 s of audio into the request.
    mutating func beginJob(on recognizer: any Recognizer) -> (request: RecognitionRequest, audio: ArraySlice<Float>)? {
        guard running == nil, var job = nextJob, let utterance, let span = spans.first else { return nil }
        context.makeRoom(until: job.range.upperBound)
        let origin = context.start ?? utterance.start
        job.origin = origin
        running = job
        self.utterance?.requestedEnd = job.range.upperBound
        let isPartial = job.purpose == .partial
        let voice = voice(of: job, in: span)
        let request = RecognitionRequest(
            samples: [],
            earlier: context.earlierSpeech(),
            textStart: utterance.start - origin,
            language: configuration.language ?? language.settled ?? utterance.settledLanguage,
            reportsLanguages: configuration.language == nil && language.settled == nil,
            languages: configuration.detection.candidates,
            languagePrior: language.prior(voice: voice),
            task: configuration.task,
            prompt: promptTokens,
            // What stays is decoded freely: it must not depend on how many partials there was time for.
            prefix: isPartial ? utterance.agreement.stable.flatMap(\.tokens) : [],
            hotWords: hotWords,
            voice: voice,
            speechProbability: span.probability,
            kind: isPartial ? .partial : .final,
            // Words become stable by their times, a cut goes between two of them, and unheard speech is found by them.
            wordTimes: true,
            memory: context.memory(from: origin, by: recognizer)
        )
        return (request, audio[origin..<job.range.upperBound])
    }

    /// Samples of a job with speech, as if they were spread evenly over the span.
    private func voice(of job: RecognitionJob, in span: SpeechSpan) -> Int {
        let length = max(1, (span.end ?? audio.end) - span.start)
        return min(span.voice, span.voice * job.range.count / length)
    }

    /// Takes in the running job's result. When it failed, what was last recognized stands in for it.
    mutating func complete(_ result: Result<Hypothesis, any Error>) -> [TranscriptEvent] {
        guard let job = running, let origin = job.origin else { return [] }
        running = nil
        guard let utterance, utterance.number == job.utterance else { return [] }
        let hypothesis = try? result.get()
        var events: [TranscriptEvent] = []
        switch job.purpose {
        case .partial, .preparation:
            if let hypothesis, spans[0].end == nil {
                let words = utterance.words(of: hypothesis, origin: origin)
                let voice = voice(of: job, in: spans[0])
                events += hear(
                    words, language: hypothesis.language, until: job.range.upperBound,
                    isLanguageSure: configuration.language != nil || language.isSure(after: voice))
            }
            if job.purpose == .preparation {
                self.utterance?.prepared = .init(
                    end: job.range.upperBound, origin: origin, hypothesis: hypothesis)
                events += usePreparedFinal()
            }
        case .cut:
            events += cut(utterance, hypothesis, origin: origin)
        case .final:
            events += conclude(utterance, hypothesis, origin: origin, end: job.range.upperBound)
        }
        discardUnneededAudio()
        return events
    }

    /// Makes the hypothesis of the last pause the final, if speech did end there.
    mutating func usePreparedFinal() -> [TranscriptEvent] {
        guard let utterance, let prepared = utterance.prepared, let hypothesis = prepared.hypothesis,
            prepared.end == spans[0].end, prepared.end <= utterance.limit
        else { return [] }
        preparedFinals += 1
        return conclude(utterance, hypothesis, origin: prepared.origin, end: prepared.end)
    }

    /// - Parameter isLanguageSure: whether the words may stay, and the language with them.
    private mutating func hear(
        _ words: [HypothesisWord], language: String, until end: Int, isLanguageSure: Bool = true
    ) -> [TranscriptEvent] {
        guard let utterance else { return [] }
        let stableLimit =
            isLanguageSure
            ? min(policy.stableLimit(start: utterance.start, limit: utterance.limit), end - configuration.heldBackAudio)
            : utterance.start
        let partial = self.utterance?.hear(
            words, language: language, until: end, stableLimit: stableLimit, rewriter: rewriter)
        return partial.map { [$0] } ?? []
    }

    /// Divides speech that goes on: the words before the cut are final, the next utterance begins at the cut with those
    /// after it.
    private mutating func cut(
        _ utterance: UtteranceTranscriber, _ hypothesis: Hypothesis?, origin: Int
    ) -> [TranscriptEvent] {
        let (words, language) = utterance.outcome(of: hypothesis, origin: origin)
        let (start, limit, stable) = (utterance.start, utterance.limit, utterance.agreement.stable.count)
        guard let cut = policy.cut(words, stable: stable, start: start, limit: limit, audio: audio) else {
            self.utterance?.limit = policy.nextLimit(after: limit, start: start)
            return hear(words, language: language, until: limit) + announce()
        }
        remember(utterance, words.prefix(cut.words), hypothesis, end: cut.position)
        var events = final(of: utterance, words.prefix(cut.words), hypothesis, language: language, end: cut.position)
        beginUtterance(at: cut.position, limit: policy.nextLimit(after: limit, start: cut.position))
        events += hear(Array(words.dropFirst(cut.words)), language: language, until: limit)
        return events + announce()
    }

    /// Ends the first span with its last utterance.
    private mutating func conclude(
        _ utterance: UtteranceTranscriber, _ hypothesis: Hypothesis?, origin: Int, end: Int
    ) -> [TranscriptEvent] {
        let (words, language) = utterance.outcome(of: hypothesis, origin: origin)
        remember(utterance, words[...], hypothesis, end: end, isCutOff: spans[0].flushes > 0)
        var events = final(of: utterance, words[...], hypothesis, language: language, end: end)
        events += Array(repeating: .flushed, count: spans.removeFirst().flushes)
        self.utterance = nil
        beginUtterance()
        return events + announce()
    }

    /// Makes a final text context for what follows, if it is fit for it.
    private mutating func remember(
        _ utterance: UtteranceTranscriber, _ words: ArraySlice<HypothesisWord>, _ hypothesis: Hypothesis?, end: Int,
        isCutOff: Bool = false
    ) {
        guard let hypothesis else { return context.restart() }
        language.add(hypothesis.languageProbabilities, voice: spans[0].voice)
        if words.isEmpty { return }
        if hypothesis.contextUse != .continues { context.restart() }
        if hypothesis.contextUse != .unfit {
            let tokens = words.flatMap(\.tokens)
            context.append(
                ContextWindow.Utterance(
                    range: utterance.start..<end, tokens: tokens, language: hypothesis.language,
                    openTokens: isCutOff ? tokens.dropLast(words.last?.punctuationTokens ?? 0) : nil))
        }
        context.forgetMemory(unlessFrom: context.start)
    }

    private func final(
        of utterance: UtteranceTranscriber, _ words: ArraySlice<HypothesisWord>, _ hypothesis: Hypothesis?,
        language: String, end: Int
    ) -> [TranscriptEvent] {
        let words = rewriter.words(words, language: language)
        let text = words.joinedText
        guard !text.isEmpty else { return [.empty(utterance: utterance.number)] }
        let timed = (configuration.wordTimes ? words : []).map {
            TranscriptWord(text: [$0].joinedText, start: $0.start, end: $0.end, probability: $0.probability)
        }
        let probability = self.language.probability(of: language, in: hypothesis?.languageProbabilities ?? [:])
        let final = FinalTranscript(
            utterance: utterance.number, text: text, words: timed, start: utterance.start, end: end, language: language,
            languageProbability: configuration.language == nil ? probability : nil)
        return [.final(final)]
    }
}

extension RecognitionRequest {
    /// The request with a copy of its audio.
    func with(samples: ArraySlice<Float>) -> RecognitionRequest {
        var request = self
        request.samples = Array(samples)
        return request
    }
}
