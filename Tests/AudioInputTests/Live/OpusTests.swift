// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import AudioInput

@Suite struct OpusTests {
    @Test func aLostPacketIsConcealed() throws {
        var packets = try EncodedTone.packets()
        let whole = try EncodedTone.decode(.opus, packets)
        packets[75] = []
        let concealed = try EncodedTone.decode(.opus, packets)
        #expect(concealed.count == whole.count)
        #expect(concealed[..<24_000] == whole[..<24_000])
        // The tone goes on through the 20 ms.
        #expect(Tone.level(of: concealed[24_000..<24_320]) > -6)
    }

    @Test func aDamagedPacketIsConcealed() throws {
        var packets = try EncodedTone.packets()
        let whole = try EncodedTone.decode(.opus, packets)
        // A count of frames that cannot be.
        packets[75] = [0xFB, 0x00]
        #expect(try EncodedTone.decode(.opus, packets).count == whole.count)
    }

    @Test func messagesThatAreNoPacketsAreAnError() throws {
        let error = try #require(throws: AudioInputError.self) {
            try EncodedTone.decode(.opus, [[UInt8]](repeating: [0xFB, 0x00], count: 60))
        }
        #expect(error.code == .notAudio)
    }

    @Test func streamsInOggFollowOneAnother() throws {
        let file = try EncodedTone.of(.ogg).bytes
        let once = try EncodedTone.decode(.ogg, [file])
        #expect(once.count == 48_000)
        #expect(try EncodedTone.decode(.ogg, [file + file]) == once + once)
    }

    @Test func aDamagedPageIsFilled() throws {
        var file = try EncodedTone.file("opus.ogg", rate: 48_000, seconds: 20)
        let whole = try EncodedTone.decode(.ogg, [file])
        file[file.count / 2] ^= 0xFF
        let samples = try EncodedTone.decode(.ogg, [file])
        #expect(abs(samples.count - whole.count) <= 1_600)
    }

    @Test func anotherCodecInOggIsRejectedByName() throws {
        let vorbis = try EncodedTone.file("vorbis.ogg", rate: 44_100)
        let error = try #require(throws: AudioInputError.self) { try EncodedTone.decode(.ogg, [vorbis]) }
        #expect(error.code == .unsupportedEncoding && error.message.contains("vorbis"))
    }

    @Test func headersThatMakeNoSenseAreNone() {
        let head = Array("OpusHead".utf8) + [1, 2, 56, 1, 0x80, 0xBB, 0, 0, 0, 0]
        #expect(OpusHeader(head + [0])?.preSkip == 312)
        #expect(OpusHeader(head + [1, 1, 1, 0, 1])?.mapping == [0, 1])
        // Streams that are not there; no mapping; cut off.
        #expect(OpusHeader(head + [1, 1, 1, 0, 2]) == nil)
        #expect(OpusHeader(head + [1]) == nil)
        #expect(OpusHeader(head) == nil)
        // 6.02 dB louder.
        let louder = OpusHeader(head.prefix(16) + [0x05, 0x06, 0])
        #expect(abs((louder?.gain ?? 0) - 2) < 0.001)
    }
}
