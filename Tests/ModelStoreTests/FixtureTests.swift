// SPDX-License-Identifier: Apache-2.0

import ModelStore
import StenoTesting
import Testing

/// From the real index, once: what the other tests are built on.
@Suite struct FixtureTests {
    @Test(arguments: [("jfk.wav", 11.0), ("french.wav", 2.75), ("dev00.wav", 30.0), ("hold_music.ogg", 54.94)])
    func recordingsAreThere(name: String, seconds: Double) throws {
        #expect(try abs(Double(Fixtures.samples(name).count) / 16_000 - seconds) < 0.02)
    }

    @Test func unknownRecordingsAreNot() {
        let error = #expect(throws: ModelStoreError.self) { try Fixtures.path("nothing.wav") }
        #expect(error?.code == .unknownModel)
    }

    @Test func modelsAreThere() throws {
        #expect(try Fixtures.model("silero-vad").hasSuffix("/models/silero-vad"))
    }
}
