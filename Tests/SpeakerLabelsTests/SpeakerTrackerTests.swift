// SPDX-License-Identifier: Apache-2.0

import StenoTesting
import Testing

@testable import SpeakerLabels

struct SpeakerTrackerTests {
    @Test func oneSpeakerHasOneLabel() throws {
        var conversation = try ScriptedConversation()
        for _ in 0..<20 {
            conversation.say(0, seconds: 3)
            conversation.pause(seconds: 0.7)
            conversation.final()
        }
        #expect(conversation.speakers == [0])
    }

    @Test func speakersHaveNumbersInOrderOfAppearance() throws {
        var conversation = try ScriptedConversation()
        for turn in 0..<30 {
            conversation.say(turn % 3, seconds: 3)
            conversation.pause(seconds: 0.7)
            let labels = conversation.final()
            if turn < 3 {
                #expect(labels.last == .some(.some(labels.last!!)) && labels.last!!.speaker == turn)
            }
        }
        #expect(conversation.speakers == [0, 1, 2])
        #expect(conversation.agreement() > 0.97)
    }

    @Test func newVoiceIsShownWithinTwoSeconds() throws {
        var conversation = try ScriptedConversation()
        conversation.say(0, seconds: 4)
        conversation.pause(seconds: 0.7)
        conversation.final()
        conversation.say(1, seconds: 2)
        #expect(conversation.partial().last??.speaker == 1)
    }

    @Test func changeWithinAnUtteranceIsFound() throws {
        var conversation = try ScriptedConversation()
        conversation.say(0, seconds: 4)
        conversation.say(1, seconds: 4)
        conversation.pause(seconds: 0.7)
        let labels = conversation.final().map { $0?.speaker }
        let change = try #require(labels.firstIndex(of: 1))
        #expect((12...15).contains(change), "4 s are 13.3 words")
        #expect(labels[..<change].allSatisfy { $0 == 0 } && labels[change...].allSatisfy { $0 == 1 })
    }

    @Test func labelsOfPartialsChangeNothing() throws {
        var conversation = try ScriptedConversation()
        for turn in 0..<6 {
            conversation.say(turn % 2, seconds: 2.5)
            let partial = conversation.partial()
            #expect(conversation.partial() == partial)
            conversation.pause(seconds: 0.7)
            conversation.final()
        }
        #expect(conversation.speakers == [0, 1])
    }

    @Test func labelsStayForAnHourAndMemoryIsFlat() throws {
        var conversation = try ScriptedConversation()
        var random = SeededGenerator(seed: 1)
        var sizes: [Int] = []
        while conversation.tracker.position < 3_600 * 16_000 {
            conversation.say(
                Int.random(in: 0..<4, using: &random), seconds: Double.random(in: 1...8, using: &random))
            conversation.pause(seconds: Double.random(in: 0.6...3, using: &random))
            conversation.final()
            sizes.append(conversation.tracker.size)
        }
        #expect(conversation.speakers.count == 4)
        #expect(conversation.agreement() > 0.98)
        #expect(conversation.agreement(from: conversation.told.count / 2) > 0.99)
        #expect(try #require(sizes.max()) < 150)
    }

    @Test func voiceThatDriftsKeepsItsLabel() throws {
        var conversation = try ScriptedConversation()
        for turn in 0..<60 {
            conversation.say(turn % 2, seconds: 3, cold: turn % 2 == 0 ? Float(turn) / 64 * 0.5 : 0)
            conversation.pause(seconds: 0.7)
            conversation.final()
        }
        #expect(conversation.speakers.count == 2)
        #expect(conversation.agreement() > 0.97)
    }

    @Test(arguments: [0.42, 0.5, 0.6] as [Float])
    func thresholdAdaptsToWhatVoicesShare(_ common: Float) throws {
        var conversation = try ScriptedConversation(encoder: ScriptedVoices(common: common))
        for turn in 0..<40 {
            conversation.say(turn % 4, seconds: 3)
            conversation.pause(seconds: 0.7)
            conversation.final()
        }
        #expect(conversation.speakers.count == 4)
        #expect(conversation.agreement() > 0.95)
    }

    @Test func thirtySpeakersAreToldApart() throws {
        var conversation = try ScriptedConversation()
        for turn in 0..<90 {
            conversation.say(turn % 30, seconds: 4)
            conversation.pause(seconds: 0.7)
            conversation.final()
        }
        #expect((28...32).contains(conversation.speakers.count))
        #expect(conversation.agreement() > 0.9)
    }

    @Test func numberOfSpeakersIsBounded() throws {
        var conversation = try ScriptedConversation()
        for turn in 0..<100 {
            conversation.say(turn, seconds: 3)
            conversation.pause(seconds: 0.7)
            conversation.final()
        }
        #expect(conversation.speakers.count <= SpeakerSettings.mostSpeakers)
        #expect(conversation.tracker.size < 150)
    }

    @Test func turnsOfATenthOfASentenceGetLabels() throws {
        var conversation = try ScriptedConversation()
        for _ in 0..<10 {
            for turn in 0..<20 { conversation.say(turn % 2, seconds: 0.3) }
            conversation.pause(seconds: 0.7)
            #expect(conversation.final().allSatisfy { $0 != nil })
        }
        #expect(conversation.speakers.count <= 3)
    }

    @Test func maximumIsKept() throws {
        var conversation = try ScriptedConversation(settings: SpeakerSettings(maxSpeakers: 2))
        for turn in 0..<40 {
            conversation.say(turn % 4, seconds: 3)
            conversation.pause(seconds: 0.7)
            conversation.final()
        }
        #expect(conversation.speakers.count == 2)
    }

    @Test func minimumTellsLikeVoicesApart() throws {
        func speakers(_ settings: SpeakerSettings) throws -> Int {
            var conversation = try ScriptedConversation(settings: settings)
            for turn in 0..<10 {
                conversation.say(0, seconds: 3, cold: turn % 2 == 0 ? 0 : 0.3)
                conversation.pause(seconds: 0.7)
                conversation.final()
            }
            return conversation.speakers.count
        }
        #expect(try speakers(SpeakerSettings()) == 1)
        #expect(try speakers(SpeakerSettings(minSpeakers: 2)) >= 2)
    }

    @Test func silenceHasNoSpeaker() throws {
        var conversation = try ScriptedConversation()
        conversation.pause(seconds: 10)
        var tracker = conversation.tracker
        let encoder = conversation.encoder
        #expect(
            tracker.labels(for: [0..<16_000, 50_000..<60_000], isFinal: true, encoder) == [nil, nil])
        #expect(tracker.labels(for: [], isFinal: true, encoder).isEmpty)
        // Voice with nothing in it.
        tracker.append([Float](repeating: 0, count: 64_000)[...], isVoice: true)
        _ = tracker.labels(for: [160_000..<200_000], isFinal: true, encoder)
        tracker.append([Float](repeating: 1, count: 64_000)[...], isVoice: true)
        #expect(tracker.labels(for: [230_000..<280_000], isFinal: true, encoder).first??.speaker == 0)
    }

    @Test func wordBesideVoiceHasTheNearestSpeaker() throws {
        var conversation = try ScriptedConversation()
        conversation.say(0, seconds: 3)
        conversation.pause(seconds: 5)
        var tracker = conversation.tracker
        let labels = tracker.labels(
            for: [50_000..<52_000, 90_000..<95_000], isFinal: true, conversation.encoder)
        #expect(labels[0]?.speaker == 0)
        #expect(labels[1] == nil)
    }

    @Test func enrolledVoicesHaveNames() throws {
        let voices = ScriptedVoices()
        let enrolled = [
            EnrolledSpeaker(name: "Ada", voice: voices.voice(7)),
            EnrolledSpeaker(name: "Bo", voice: voices.voice(8)),
        ]
        var conversation = try ScriptedConversation(settings: SpeakerSettings(enrolled: enrolled))
        for turn in 0..<12 {
            conversation.say([8, 3, 7][turn % 3], seconds: 3)
            conversation.pause(seconds: 0.7)
            let label = try #require(conversation.final().last ?? nil)
            #expect(label.name == ["Bo", nil, "Ada"][turn % 3])
            #expect(label.speaker == [1, 2, 0][turn % 3])
        }
    }

    @Test func workMayBeDoneElsewhere() throws {
        let encoder = ScriptedVoices()
        var direct = SpeakerTracker(encoder: encoder, settings: try SpeakerSettings())
        var split = direct
        for speaker in [1, 2, 1, 2] as [Float] {
            for _ in 0..<100 {
                let samples = [Float](repeating: speaker, count: 512)[...]
                direct.append(samples, isVoice: true)
                split.append(samples, isVoice: true)
                direct.advance(encoder)
                if var work = split.takeWork() {
                    #expect(!work.items.isEmpty)
                    work.run(encoder)
                    split.finish(work)
                }
            }
        }
        let words = (0..<40).map { $0 * 5_000..<($0 + 1) * 5_000 }
        #expect(
            direct.labels(for: words, isFinal: true, encoder)
                == split.labels(for: words, isFinal: true, encoder))
    }

    @Test func settingsAreChecked() {
        #expect(throws: SpeakerError.self) { try SpeakerSettings(minSpeakers: 0) }
        #expect(throws: SpeakerError.self) { try SpeakerSettings(maxSpeakers: 65) }
        #expect(throws: SpeakerError.self) { try SpeakerSettings(minSpeakers: 3, maxSpeakers: 2) }
        let twice = [
            EnrolledSpeaker(name: "Ada", voice: [1]), EnrolledSpeaker(name: "Ada", voice: [1]),
        ]
        #expect(throws: SpeakerError.self) { try SpeakerSettings(enrolled: twice) }
    }
}
