// SPDX-License-Identifier: Apache-2.0

import Testing
import VoiceActivity

struct EndpointerSettingsTests {
    @Test func defaultsAreInRange() throws {
        try Endpointer.Settings().validate()
        #expect(Endpointer.Settings().silence == 8000)
        #expect(Endpointer.Settings().minimumSpeech == 4800)
    }

    @Test func wrongSettingsAreRejected() {
        let changes: [(setting: String, change: (inout Endpointer.Settings) -> Void)] = [
            ("threshold", { $0.threshold = 0 }), ("threshold", { $0.threshold = 1 }),
            ("threshold", { $0.threshold = .nan }),
            ("hysteresis", { $0.hysteresis = 0.5 }), ("hysteresis", { $0.hysteresis = -0.1 }),
            ("minimum level", { $0.minimumLevel = 1 }), ("minimum level", { $0.minimumLevel = -.infinity }),
            ("silence", { $0.silence = 0 }), ("silence", { $0.silence = .max }),
            ("pause", { $0.pause = -1 }),
            ("minimum speech", { $0.minimumSpeech = -1 }), ("minimum speech", { $0.minimumSpeech = .min }),
            ("padding before speech", { $0.paddingBefore = -1 }),
            ("padding after speech", { $0.paddingAfter = 80_001 }),
            ("maximum utterance", { $0.maximumUtterance = 31_999 }),
        ]
        for (setting, change) in changes {
            var settings = Endpointer.Settings()
            change(&settings)
            let error = #expect(throws: EndpointerError.self) { try Endpointer(settings: settings) }
            #expect(error?.code == .outOfRange)
            #expect(error?.description.hasPrefix("The \(setting) cannot be ") == true)
        }
    }

    @Test func errorsSayWhatToDo() {
        var settings = Endpointer.Settings()
        settings.silence = 16
        let error = #expect(throws: EndpointerError.self) { try settings.validate() }
        #expect(error?.description == "The silence cannot be 1 ms. Give a value from 50 to 60000 ms.")
    }

    @Test func timesInSamples() {
        #expect(Endpointer.Settings.samples(milliseconds: 31.25) == 500)
        #expect(Endpointer.Settings.samples(milliseconds: -1) == -16)
        #expect(Endpointer.Settings.samples(milliseconds: .infinity) == .max)
        #expect(Endpointer.Settings.samples(milliseconds: -1e300) == .min)
    }
}
