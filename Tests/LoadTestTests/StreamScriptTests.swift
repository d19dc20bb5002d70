// SPDX-License-Identifier: Apache-2.0

import AudioInput
import NIOCore
import Testing

@testable import LoadTest

/// What a stream plays.
struct StreamScriptTests {
    private let format = FrameFormat(encoding: .s16, duration: 0.1)

    /// A recording of one value, with its speech from 0.1 s to 0.2 s before its end.
    private func clip(_ value: Float, seconds: Double, pause: Double = 1) -> SpeechClip {
        SpeechClip(
            samples: [Float](repeating: value, count: Int(seconds * 16_000)), text: "\(value)",
            bounds: SpeechBounds(speech: [0.1...(seconds - 0.2)]), pause: pause, format: format)
    }

    @Test func framesAreWhole() {
        let clip = clip(0.5, seconds: 1.234)
        #expect(clip.frameCount == 23)
        #expect((0..<23).allSatisfy { clip.frame($0).readableBytes == 3_200 })
        #expect(clip.frame(0).getInteger(at: clip.frame(0).readerIndex, endianness: .little, as: Int16.self) == 16_384)
        #expect(clip.frame(22).readableBytesView.allSatisfy { $0 == 0 })
    }

    @Test func recordingsFollowEachOther() {
        let script = StreamScript([clip(0.5, seconds: 2), clip(0.25, seconds: 1)], format: format)
        #expect(script.recordings.map(\.text) == ["0.5", "0.25"])
        #expect(abs(script.recordings[1].onset - 3.1) < 1e-9)
        #expect(abs(script.recordings[1].end - 3.8) < 1e-9)
        // 3 s, 2 s, and 2 s of silence for the last final.
        #expect(script.frameCount == 70)
        var part = 0
        let levels = (0..<script.frameCount).map { index -> Int16 in
            let frame = script.frame(index, part: &part)
            return frame.getInteger(at: frame.readerIndex, endianness: .little) ?? -1
        }
        #expect(levels[0..<20].allSatisfy { $0 == 16_384 })
        #expect(levels[20..<30].allSatisfy { $0 == 0 })
        #expect(levels[30..<40].allSatisfy { $0 == 8_192 })
        #expect(levels[40...].allSatisfy { $0 == 0 })
    }

    /// Speech ends at 1.8 s and, after 3 s and 0.84 s more, at 3.84 s.
    @Test func flushesComeAfterTheFrameInWhichSpeechEnds() {
        let clips = [clip(0.5, seconds: 2), clip(0.25, seconds: 1.04)]
        let script = StreamScript(clips, format: format, flushes: true)
        #expect(script.flushFrames == [18, 39])
        #expect(script.recordings.compactMap(\.flush).map { Int(($0 * 10).rounded()) } == [18, 39])
        #expect(StreamScript(clips, format: format).flushFrames.isEmpty)
    }

    @Test func samplesBeyondFullScaleAreClipped() {
        let bytes = format.encode([2, -2], frames: 1)
        #expect(bytes.getInteger(at: 0, endianness: .little, as: Int16.self) == 32_767)
        #expect(bytes.getInteger(at: 2, endianness: .little, as: Int16.self) == -32_768)
        #expect(FrameFormat(encoding: .f32, duration: 0.02).bytesPerFrame == 1_280)
    }
}
