// SPDX-License-Identifier: Apache-2.0

import StenoTesting
import Testing

@testable import Transcription

@Suite struct SampleBufferTests {
    @Test(arguments: 0..<8)
    func keepsWhatIsNeeded(seed: UInt64) {
        var chance = SeededGenerator(seed: seed)
        var buffer = SampleBuffer()
        for _ in 0..<200 {
            let chunk = (0..<Int.random(in: 0...400, using: &chance)).map { Float(buffer.end + $0) }
            buffer.append(chunk)
            let (start, end) = (buffer.start, buffer.end)
            let position = Int.random(in: (start - 50)...(end + 20), using: &chance)
            buffer.discard(before: position)
            #expect(buffer.start == max(start, min(position, end)))
            #expect(buffer.end == end)
            #expect(buffer[buffer.start..<end].elementsEqual((buffer.start..<end).map(Float.init)))
        }
    }

    @Test func quietestPositionIsInTheGap() {
        var speech = ScriptedSpeech()
        speech.hum(16_000)
        speech.pause(2_400)
        speech.hum(16_000)
        var buffer = SampleBuffer()
        buffer.append(speech.samples)
        let (position, level) = buffer.quietestPosition(in: 8_000...30_000)
        #expect(abs(position - 17_200) <= 400)
        #expect(level < -80)
        #expect(abs(buffer.quietestPosition(in: 20_000...24_000).position - 22_000) <= 80, "all alike: the middle")
        #expect(buffer.quietestPosition(in: 0...0).position == 0)
    }
}
