// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import AudioInput

/// Formats that cannot be decoded live are named, whatever the client says they are.
@Suite struct OtherFormatTests {
    private static let formats: [(bytes: [UInt8], name: String)] = [
        ([0, 0, 0, 0x1C] + Array("ftypiso5".utf8), "AAC in MP4"),
        ([0, 0, 0, 0x18] + Array("stypmsdh".utf8), "AAC in MP4"),
        ([0xFF, 0xF1, 0x50, 0x80, 0x2E, 0x7F, 0xFC] + Array("Lavc5".utf8), "AAC"),
        (Array("FORM....AIFF".utf8), "AIFF"), (Array("caff........".utf8), "CAF"),
    ]

    @Test(arguments: formats, [AudioEncoding.auto, .webm, .wav, .ogg, .mp3, .flac])
    func areNamed(format: (bytes: [UInt8], name: String), encoding: AudioEncoding) throws {
        let error = try #require(throws: AudioInputError.self) {
            try EncodedTone.decode(encoding, [format.bytes, [UInt8](repeating: 0x21, count: 3_000)])
        }
        #expect(error.description == "\(format.name) cannot be transcribed live. Send Opus or raw samples.")
    }

    @Test func anotherContainerIsNamed() throws {
        let wav = SoundFile.wav([1, 2, 3, 4])
        let error = try #require(throws: AudioInputError.self) { try EncodedTone.decode(.webm, [wav]) }
        #expect(error.description == "The audio begins like wav, not like webm. Name the right encoding, or none.")
    }

    /// A recording that is sent where raw samples are expected is named, however it is cut.
    @Test(arguments: [1, 5, 12, 4_000]) func areNamedInPlaceOfRawSamples(chunk: Int) throws {
        var recordings = Self.formats.filter { $0.name != "AAC" }
        for encoding in [AudioEncoding.webm, .ogg, .flac] {
            recordings.append((try EncodedTone.of(encoding).bytes, encoding.rawValue))
        }
        recordings.append((Array("ID3".utf8) + [4, 0, 0, 0, 0, 0, 10, 0, 0], "mp3"))
        for (bytes, name) in recordings {
            let bytes = bytes + [UInt8](repeating: 0x21, count: 100)
            for encoding in [AudioEncoding.s16, .f32, .s32, .u8, .mulaw, .alaw] {
                let messages = stride(from: 0, to: bytes.count, by: chunk).map { bytes[$0...].prefix(chunk) }
                let error = try #require(throws: AudioInputError.self) { try EncodedTone.decode(encoding, messages) }
                let remedy = "Send raw samples, or name the encoding if the protocol has others."
                #expect(error.description == "The audio is \(name), not raw samples. \(remedy)")
            }
        }
    }

    /// The header of a WAV file is a moment of noise before the samples that were expected; two bytes show nothing.
    @Test func someBeginningsPassAsRawSamples() throws {
        for bytes in [SoundFile.wav([1, 2, 3, 4]), [0xFF, 0xF1, 0x50, 0x80] + [UInt8](repeating: 0, count: 40)] {
            _ = try EncodedTone.decode(.s16, [bytes])
        }
    }

    @Test func soundsAreNoOtherFormat() {
        var generator = SeededGenerator(state: 9)
        for _ in 0..<2_000 {
            let samples = (0..<3).map { _ in Float.random(in: -1...1, using: &generator) }
            #expect(OtherFormat.name(of: [UInt8](f32: samples)) == nil)
        }
        #expect(OtherFormat.name(of: EncodedTone.containers.first?.bytes ?? []) == nil)
    }
}
