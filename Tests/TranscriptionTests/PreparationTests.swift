// SPDX-License-Identifier: Apache-2.0

import StenoTesting
import Testing

@testable import Transcription

/// The final made ready in a pause, and what is asked of the pool and when.
@Suite struct PreparationTests {
    private let speech: ScriptedSpeech = {
        var speech = ScriptedSpeech()
        speech.say("one two three", gap: 0)
        speech.pause(16_000)
        return speech
    }()

    /// The state after so many samples, without any job done.
    private func makeState(after count: Int) throws -> SessionState {
        var state = try SessionState(configuration: .init())
        var detector = LoudnessDetector()
        for start in stride(from: 0, to: count / 512 * 512, by: 512) {
            let window = speech.samples[start..<(start + 512)]
            _ = state.append(window: window, probability: detector.probability(ofWindow: window))
        }
        return state
    }

    @Test func aPartialGivesWayToThePreparation() throws {
        let recognizer = ScriptedRecognizer(speech)
        let end = speech.words[2].range.upperBound
        var state = try makeState(after: end)
        _ = state.startJob(on: recognizer)
        #expect(state.running?.purpose == .partial && !state.shouldInterrupt)
        var detector = LoudnessDetector()
        for start in stride(from: end / 512 * 512, to: end + 3_800, by: 512) {
            let window = speech.samples[start..<(start + 512)]
            _ = state.append(window: window, probability: detector.probability(ofWindow: window))
        }
        #expect(state.nextJob?.purpose == .preparation && state.shouldInterrupt)
        _ = state.complete(.failure(CancellationError()))
        let request = state.startJob(on: recognizer)
        #expect(request?.kind == .final && state.running?.purpose == .preparation && !state.shouldInterrupt)
    }

    @Test func thePreparationIsWantedWhenTheSilenceIsLongEnough() throws {
        let state = try makeState(after: speech.words[2].range.upperBound + 4_800)
        #expect(state.nextJob?.purpose == .preparation)
        #expect((3_200...4_800).contains(state.slack), "500 ms less the 200 ms and more that went by")
    }

    @Test func aFlushInThePauseUsesThePreparation() throws {
        let recognizer = ScriptedRecognizer(speech)
        var state = try makeState(after: speech.words[2].range.upperBound + 4_800)
        let job = state.startJob(on: recognizer)
        let request = try #require(job)
        _ = state.complete(Result { try recognizer.recognize(request) })
        let events = state.flush(remainder: [], announced: true)
        let finals = events.compactMap { if case .final(let final) = $0 { final.text } else { nil } }
        #expect(finals == ["one two three"] && events.last == .flushed)
        #expect(recognizer.requests.count == 1 && state.preparedFinals == 1)
    }

    @Test func aFlushTakesOverThePreparationThatRuns() throws {
        let recognizer = ScriptedRecognizer(speech)
        var state = try makeState(after: speech.words[2].range.upperBound + 4_800)
        let job = state.startJob(on: recognizer)
        let request = try #require(job)
        let told = state.flush(remainder: [], announced: true)
        #expect(told.count == 1, "speechStopped")
        #expect(!state.shouldInterrupt)
        let events = state.complete(Result { try recognizer.recognize(request) })
        #expect(events.last == .flushed && state.isIdle)
    }

    @Test func theLoadMakesPartialsRarerOnceThereIsText() throws {
        var speech = ScriptedSpeech()
        speech.say("one two three four five six", gap: 0)
        let recognizer = ScriptedRecognizer(speech)
        var state = try SessionState(configuration: .init())
        state.allow(partialInterval: .seconds(2))
        append(speech.samples.prefix(12_288), to: &state)
        #expect(state.demand == .partial && state.slack == 0, "the first words do not wait")
        let job = state.startJob(on: recognizer)
        let request = try #require(job)
        _ = state.complete(Result { try recognizer.recognize(request) })
        #expect(state.utterance?.heard.isEmpty == false)
        append(speech.samples[12_288..<21_504], to: &state)
        #expect(state.demand == nil)
        state.allow(partialInterval: .zero)
        #expect(state.demand == .partial && state.newAudio > 0)
    }

    @Test func theLoadDoesNotDelayWordsAfterAPartialWithoutAny() throws {
        var state = try SessionState(configuration: .init())
        state.allow(partialInterval: .seconds(2))
        append(speech.samples.prefix(12_288), to: &state)
        _ = state.startJob(on: ScriptedRecognizer(speech))
        _ = state.complete(.failure(CancellationError()))
        #expect(state.demand == nil)
        var longer = ScriptedSpeech()
        longer.say("one two three four five six", gap: 0)
        append(longer.samples[12_288..<21_504], to: &state)
        #expect(state.demand == .partial && state.slack == 0)
    }

    private func append(_ samples: ArraySlice<Float>, to state: inout SessionState) {
        var detector = LoudnessDetector()
        for start in stride(from: samples.startIndex, to: samples.endIndex, by: 512) {
            let window = samples[start..<start + 512]
            _ = state.append(window: window, probability: detector.probability(ofWindow: window))
        }
    }
}
