// SPDX-License-Identifier: Apache-2.0

/// Transcribes recordings as a live session would on a machine that always has time: every job is done when it is wanted.
///
/// Without threads or clock the same recording gives the same events, so it serves to measure words, and how soon they are stable.
package struct SessionReplay {
    /// A word that became stable.
    package struct Confirmation: Sendable {
        /// Where the word ends, on the session's clock.
        package let end: Int
        /// How much audio there was when it became stable.
        package let position: Int
    }

    private var state: SessionState
    private var audio: WindowedAudio
    private let recognizer: any Recognizer
    private let runsPartial: () -> Bool

    /// What was emitted so far.
    package private(set) var events: [TranscriptEvent] = []
    /// The words that became stable before their final.
    package private(set) var confirmations: [Confirmation] = []
    /// How many partials were computed.
    package private(set) var partials = 0

    /// Creates a session.
    ///
    /// - Parameter runsPartial: whether there is time for the next partial: a busy machine has it now and then.
    /// - Throws: ``SessionError`` if a setting is out of its range.
    package init(
        configuration: SessionConfiguration, detector: any SpeechDetector, recognizer: any Recognizer,
        runsPartial: @escaping () -> Bool = { true }
    ) throws(SessionError) {
        state = try SessionState(
            configuration: configuration, promptTokens: configuration.prompt.map(recognizer.tokens(of:)) ?? [],
            hotWords: configuration.hotWords.flatMap(recognizer.prepare))
        audio = WindowedAudio(detector: detector)
        self.recognizer = recognizer
        self.runsPartial = runsPartial
    }

    /// Takes in samples at 16 kHz, chunks of any length one after the other.
    package mutating func append(_ samples: some Collection<Float>) {
        for window in audio.append(samples) {
            events += state.append(window: window.samples, probability: window.probability)
            work()
        }
    }

    /// Makes all audio so far final; more may come.
    package mutating func flush() { end(announced: true) }

    /// Makes everything final.
    package mutating func finish() { end(announced: false) }

    private mutating func end(announced: Bool) {
        events += state.flush(remainder: audio.takeRemainder(), announced: announced)
        work()
    }

    private mutating func work() {
        while let purpose = state.demand {
            if purpose == .partial, !runsPartial() { return }
            let stable = state.utterance?.agreement.stable.count ?? 0
            let number = state.utterance?.number
            guard let request = state.startJob(on: recognizer) else { return }
            if purpose == .partial { partials += 1 }
            events += state.complete(Result { try recognizer.recognize(request) })
            guard let utterance = state.utterance, utterance.number == number else { continue }
            confirmations += utterance.agreement.stable.dropFirst(stable).map {
                Confirmation(end: $0.end, position: state.audio.end)
            }
        }
    }
}
