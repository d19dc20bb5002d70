// SPDX-License-Identifier: Apache-2.0

import Testing
import VoiceActivity

struct SoundLevelTests {
    @Test func knownLevels() {
        #expect(SoundLevel.decibels([Float](repeating: -1, count: 512)) == 0)
        #expect(abs(SoundLevel.decibels([Float](repeating: 0.1, count: 509)) + 20) < 0.001)
        #expect(abs(SoundLevel.decibels((0..<512).lazy.map { $0 % 2 == 0 ? Float(0.01) : 0 }) + 43.01) < 0.01)
    }

    @Test func silenceAndNonsenseHaveTheLowest() {
        #expect(SoundLevel.decibels([Float](repeating: 0, count: 512)) == SoundLevel.floor)
        #expect(SoundLevel.decibels([Float](repeating: 1e-9, count: 512)) == SoundLevel.floor)
        #expect(SoundLevel.decibels([Float]()) == SoundLevel.floor)
        #expect(SoundLevel.decibels([Float.nan]) == SoundLevel.floor)
        #expect(SoundLevel.decibels([Float.infinity]) == SoundLevel.floor)
    }
}
