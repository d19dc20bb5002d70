// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import AudioInput

/// No decoder loses audio without counting it.
@Suite struct DiscardedAudioTests {
    private static let junk = [UInt8](repeating: 0x37, count: 60_000)

    private static func decode(_ encoding: AudioEncoding, _ messages: [[UInt8]]) throws -> (samples: Int, lost: Int) {
        var decoder = try LiveAudioDecoder(encoding: encoding)
        var samples = 0
        for message in messages {
            decoder.append(message)
            while let block = try decoder.next() { samples += block.count }
        }
        decoder.finish()
        while let block = try decoder.next() { samples += block.count }
        return (samples, decoder.discardedBytes)
    }

    @Test(arguments: EncodedTone.all) func nothingIsLostOfAWholeStream(stream: EncodedTone) throws {
        #expect(try Self.decode(stream.encoding, stream.messages).lost == 0)
    }

    @Test(arguments: [AudioEncoding.ogg, .webm, .flac, .mp3]) func countsJunkWithinAStream(encoding: AudioEncoding)
        throws
    {
        let bytes = try EncodedTone.of(encoding).bytes
        let middle = bytes.count / 2
        let (samples, lost) = try Self.decode(encoding, [Array(bytes[..<middle]), Self.junk, Array(bytes[middle...])])
        #expect(samples > 20_000)
        #expect(lost > 50_000, "\(lost)")
    }

    @Test(arguments: [AudioEncoding.ogg, .webm, .flac, .mp3, .wav, .auto]) func junkAloneIsAnError(
        encoding: AudioEncoding
    ) throws {
        let error = try #require(throws: AudioInputError.self) { try Self.decode(encoding, [Self.junk]) }
        #expect(error.code == .notAudio && error.remedy != nil)
    }

    @Test func damagedPacketsAreCounted() throws {
        var packets = try EncodedTone.packets()
        packets[75] = [0xFB, 0x00]
        #expect(try Self.decode(.opus, packets).lost == 2)
        let error = try #require(throws: AudioInputError.self) { try Self.decode(.opus, [[0xFB, 0x00]]) }
        #expect(error.code == .notAudio)
    }

    /// A stream of another codec behind one that is decoded.
    @Test func anotherCodecWithinOggIsCounted() throws {
        let vorbis = try EncodedTone.file("vorbis.ogg", rate: 44_100)
        let opus = try EncodedTone.of(.ogg).bytes
        let (samples, lost) = try Self.decode(.ogg, [opus + vorbis])
        #expect(samples == 48_000 && lost > vorbis.count / 2)
        // Its first page alone is enough to name it.
        let error = try #require(throws: AudioInputError.self) { try Self.decode(.ogg, [Array(vorbis.prefix(58))]) }
        #expect(error.code == .unsupportedEncoding && error.message.contains("vorbis"))
    }

    @Test func aLargePictureIsNoLoss() throws {
        // An ID3 tag of 2 MiB: its size has seven bits in each byte.
        let tag = Array("ID3".utf8) + [4, 0, 0, 1, 0, 0, 0] + [UInt8](repeating: 0x37, count: 1 << 21)
        let (samples, lost) = try Self.decode(.mp3, [tag, try EncodedTone.of(.mp3).bytes])
        #expect(samples > 40_000 && lost == 0)
    }
}
