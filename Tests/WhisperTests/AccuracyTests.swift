// SPDX-License-Identifier: Apache-2.0

import LoadTest
import StenoTesting
import Testing
import Transcription
import VoiceActivity

@testable import Whisper

/// What a live session makes of real speech, on a machine that always has time. `make accuracy-check` runs these alone.
@Suite struct AccuracyTests {
    /// Recordings with their texts, hesitations left out.
    private static let texts = [
        "acoustic_corpus.wav":
            "this is the acoustic corpus i'm talking pretty fast here there's nothing going else going on we're just you "
            + "know there's some speech errors but who cares this is me talking really slow and slightly lower in intensity "
            + "we're just saying some words and here's some more words words words words and that should be all thanks",
        "cold_corpus.wav":
            "so this is the sick corpus i have a cold so i probably sound quite different than the acoustic corpus the "
            + "recording environment is also quite different and i'm saying a bunch of different words that i did not say in "
            + "the original one and here's a long pause and i think this is probably good alright thanks",
        "cold_corpus3.wav":
            "alright so this is the sick corpus hopefully the recording levels are okay i have a cold so this probably "
            + "sounds a lot different than the acoustic corpus and i'm also saying a diff bunch of different words i think "
            + "i'm probably gonna cough here yeah so that just happened and that should be good alright thanks",
    ]
    private static let hesitations: Set<String> = ["uh", "um", "uhm"]

    /// The session's events for a recording.
    private func replay(
        _ samples: [Float], _ configuration: SessionConfiguration = .init(language: "en"), type: ComputeType = .auto,
        runsPartial: @escaping () -> Bool = { true }
    ) throws -> SessionReplay {
        let voice = try VoiceActivityModel(path: "\(Fixtures.model("silero-vad"))/\(VoiceActivityModel.fileName)")
        var replay = try SessionReplay(
            configuration: configuration, detector: VoiceActivityDetector(model: voice),
            recognizer: WhisperRecognizer(model: Models.load("base", type)), runsPartial: runsPartial)
        replay.append(samples)
        replay.finish()
        return replay
    }

    private func finals(_ replay: SessionReplay) -> [String] {
        replay.events.compactMap { if case .final(let final) = $0 { final.text } else { nil } }
    }

    @Test func liveWordsOfSpontaneousSpeech() throws {
        var errors = WordErrors()
        for (name, text) in Self.texts.sorted(by: { $0.key < $1.key }) {
            let found = finals(try replay(Fixtures.samples(name))).joined(separator: " ")
            let words = SpokenWords.words(of: found).filter { !Self.hesitations.contains($0) }
            errors = errors + WordErrors(reference: SpokenWords.words(of: text), hypothesis: words)
        }
        let rate = try #require(errors.rate)
        print("accuracy: \(errors.errors) errors in \(errors.words) words, \((rate * 10_000).rounded() / 100) %")
        #expect(rate <= 0.14)
    }

    /// However many partials there is time for.
    @Test func finalsDoNotDependOnPartials() throws {
        let samples = try Fixtures.samples("cold_corpus.wav")
        let all = try replay(samples)
        let none = try replay(samples) { false }
        var turn = 0
        let some = try replay(samples) {
            turn += 1
            return turn.isMultiple(of: 3)
        }
        #expect(all.partials > 20 && none.partials == 0 && some.partials > 5)
        #expect(finals(none).count > 2)
        // A final keeps words that were stable before, which partials alone can make: two of this recording.
        func words(_ replay: SessionReplay) -> [String] { finals(replay).flatMap { SpokenWords.words(of: $0) } }
        for other in [all, some] {
            let difference = WordErrors(reference: words(none), hypothesis: words(other))
            #expect(difference.errors <= 2, "\(finals(none)) \(finals(other))")
        }
    }

    @Test func theSameRecordingGivesTheSameText() throws {
        let samples = try Fixtures.samples("jfk.wav")
        let configuration = SessionConfiguration.recording(language: "en", task: .transcribe, wordTimes: true)
        let texts = try (0..<3).map { _ in finals(try replay(samples, configuration)) }
        #expect(texts[0] == texts[1] && texts[0] == texts[2] && !texts[0].isEmpty)
    }

    /// Speech before a flush is in the final of the flush or in the next one, wherever the flush falls. A word that is cut in two
    /// may be misheard, and its neighbours with it, but none is left out.
    @Test(arguments: stride(from: 4_000, through: 64_000, by: 3_200).map { $0 })
    func aFlushLosesNoWord(position: Int) throws {
        let samples = Array(try Fixtures.samples("jfk.wav").prefix(100_000))
        let voice = try VoiceActivityModel(path: "\(Fixtures.model("silero-vad"))/\(VoiceActivityModel.fileName)")
        var replay = try SessionReplay(
            configuration: .init(language: "en"), detector: VoiceActivityDetector(model: voice),
            recognizer: WhisperRecognizer(model: Models.load("base", .auto)))
        replay.append(samples[..<position])
        replay.flush()
        replay.append(samples[position...])
        replay.finish()
        let words = finals(replay).flatMap { SpokenWords.words(of: $0) }
        // And so my fellow Americans, ask not what your country
        #expect((9...14).contains(words.count), "\(words)")
        #expect(words.first == "and" && words.last == "country", "\(words)")
    }

    @Test func anotherRecordingsContextDoesNotPoisonWhatFollows() throws {
        let speech = Array(try Fixtures.samples("jfk.wav"))
        let alone = finals(try replay(speech)).joined(separator: " ")
        for before in ["hold_music.ogg", "babble.wav", "french.wav"] {
            let context = try Fixtures.samples(before).prefix(10 * 16_000)
            let silence = [Float](repeating: 0, count: 16_000)
            let after = finals(try replay(Array(context) + silence + speech)).joined(separator: " ")
            let heard = SpokenWords.words(of: after).suffix(22)
            let errors = WordErrors(reference: SpokenWords.words(of: alone), hypothesis: Array(heard))
            #expect(errors.errors <= 3, "after \(before): \(after)")
        }
    }
}
