// SPDX-License-Identifier: Apache-2.0

import SpeakerLabels
import Testing

struct SpeakerEnrollmentTests {
    private static let encoder = ScriptedVoices()

    /// A clip of speakers and their seconds, with a pause after each.
    private static func enroll(_ clip: [(speaker: Float, seconds: Double)]) throws -> [Float] {
        var enrollment = SpeakerEnrollment(encoder: encoder)
        for part in clip {
            let count = Int(part.seconds * 16_000) / 512
            for _ in 0..<count {
                enrollment.append([Float](repeating: part.speaker, count: 512)[...], isVoice: true)
            }
            for _ in 0..<20 { enrollment.append([Float](repeating: 0, count: 512)[...], isVoice: false) }
        }
        return try enrollment.finish(encoder)
    }

    private static func likeness(_ left: [Float], _ right: [Float]) -> Float {
        zip(left, right).map(*).reduce(0, +)
    }

    @Test func voiceOfAClipIsThatOfItsSpeaker() throws {
        let voice = try Self.enroll([(3, 3), (3, 4)])
        #expect(Self.likeness(voice, Self.encoder.voice(2)) > 0.9)
        #expect(Self.likeness(voice, Self.encoder.voice(3)) < 0.75)
    }

    @Test func rejectsClipsThatAreTooShort() {
        for clip in [[], [(1, 4.5)], [(1, 2), (1, 2)]] as [[(Float, Double)]] {
            let error = #expect(throws: SpeakerError.self) { try Self.enroll(clip) }
            #expect(error?.code == .tooLittleSpeech)
        }
    }

    @Test func rejectsClipsOfTwoSpeakers() {
        let error = #expect(throws: SpeakerError.self) { try Self.enroll([(1, 5), (2, 4)]) }
        #expect(error?.code == .severalVoices)
        #expect(
            error?.description
                == "More than one person speaks in the clip. Give a clip in which one person speaks.")
    }

    @Test func rejectsClipsInWhichThereIsNothing() {
        let error = #expect(throws: SpeakerError.self) { try Self.enroll([(0, 8)]) }
        #expect(error?.code == .tooLittleSpeech)
    }

    @Test func hearsNoMoreThanAMinute() throws {
        // The second minute has another speaker.
        let voice = try Self.enroll([(1, 61), (2, 60)])
        #expect(Self.likeness(voice, Self.encoder.voice(0)) > 0.85)
        #expect(Self.likeness(voice, Self.encoder.voice(1)) < 0.75)
    }
}
