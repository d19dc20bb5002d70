// SPDX-License-Identifier: Apache-2.0

import AudioInput
import SpeakerLabels
import VoiceActivity

/// Finds who speaks when in recordings.
struct RecordingSpeakers {
    let encoder: VoiceEncoder
    let voiceActivity: VoiceActivityModel
    let settings: SpeakerSettings
    /// Whether each utterance is labelled when it ends, as in a live session, and not by all of the recording.
    let isLive: Bool

    private static let window = VoiceActivityModel.windowSize
    /// The probability at which speech begins, and at which it continues.
    private static let thresholds: (start: Float, go: Float) = (0.5, 0.35)
    /// Windows without voice that end an utterance: 0.5 s.
    private static let longestPause = 16
    /// Windows of voice after which their labels stand, so that a long recording takes no more memory than a short one: 8 minutes.
    private static let mostVoice = 15_000
    /// Windows from one look at a live session's last words to the next: 0.5 s.
    private static let partials = 16

    /// What is known while a recording is read.
    private struct State {
        var detector: VoiceActivityDetector
        var tracker: SpeakerTracker
        var isVoice = false
        var silence = 0
        var windows = 0
        /// Voice that has no label that stands.
        var voice: [Range<Int>] = []
        var turns: [SpeakerTurn] = []
        /// Where the stream was when each speaker was first shown.
        var shown: [Int: Int] = [:]
        var processor = Duration.zero
    }

    /// The turns of a recording.
    ///
    /// - Parameter progress: called with the seconds read.
    func turns(of input: RecordingInput, progress: (Double) -> Void) throws -> RecordingTurns {
        var state = State(
            detector: VoiceActivityDetector(model: voiceActivity),
            tracker: SpeakerTracker(encoder: encoder, settings: settings))
        var file = try AudioFile(input)
        var waiting: [Float] = []
        var length = 0
        while let samples = try file.next() {
            waiting += samples
            length += samples.count
            var start = 0
            while start + Self.window <= waiting.count {
                take(waiting[start..<start + Self.window], &state)
                start += Self.window
            }
            waiting.removeFirst(start)
            progress(Double(length) / Double(VoiceActivityModel.sampleRate))
        }
        if !waiting.isEmpty {
            take((waiting + [Float](repeating: 0, count: Self.window - waiting.count))[...], &state)
        }
        label(&state)
        return RecordingTurns(
            file: input.name, duration: length, turns: state.turns, shown: isLive ? state.shown : nil,
            processor: state.processor)
    }

    private func take(_ window: ArraySlice<Float>, _ state: inout State) {
        let probability = state.detector.probability(ofWindow: window)
        state.isVoice = probability >= (state.isVoice ? Self.thresholds.go : Self.thresholds.start)
        if state.isVoice { state.voice.append(state.tracker.position..<state.tracker.position + window.count) }
        state.silence = state.isVoice ? 0 : state.silence + 1
        state.windows += 1
        state.processor += ProcessorClock.measure {
            state.tracker.append(window, isVoice: state.isVoice)
            // Windows of a recording are embedded several together, which is cheaper; live they are when they are due.
            if isLive || state.windows % 128 == 0 { state.tracker.advance(encoder) }
        }
        if state.silence == Self.longestPause, isLive || state.voice.count > Self.mostVoice {
            label(&state)
        } else if isLive, state.isVoice, state.windows % Self.partials == 0 {
            show(&state)
        }
    }

    /// Labels all that has none.
    private func label(_ state: inout State) {
        var labels: [SpeakerLabel?] = []
        state.processor += ProcessorClock.measure {
            labels = state.tracker.labels(for: state.voice, isFinal: true, encoder)
        }
        note(labels, &state)
        state.turns += SpeakerTurn.joining(state.voice, labels)
        state.voice = []
    }

    /// What a live session shows of words that are not final.
    private func show(_ state: inout State) {
        var labels: [SpeakerLabel?] = []
        state.processor += ProcessorClock.measure {
            labels = state.tracker.labels(for: state.voice, isFinal: false, encoder)
        }
        note(labels, &state)
    }

    private func note(_ labels: [SpeakerLabel?], _ state: inout State) {
        for case let label? in labels where state.shown[label.speaker] == nil {
            state.shown[label.speaker] = state.tracker.position
        }
    }
}
