// SPDX-License-Identifier: Apache-2.0

import AudioInput
import Testing

/// Encodings by the names that others have for them.
struct AudioEncodingNamesTests {
    @Test(arguments: AudioEncoding.allCases) func theirOwn(encoding: AudioEncoding) {
        #expect(AudioEncoding(spelled: encoding.rawValue) == encoding)
        #expect(AudioEncoding(spelled: encoding.rawValue.uppercased()) == encoding)
    }

    @Test(arguments: [
        ("pcm16", AudioEncoding.s16), ("PCM_16", .s16), ("linear16", .s16), ("s16le", .s16), ("S16_LE", .s16),
        ("pcm_s16le", .s16), ("int16", .s16), ("float32", .f32), ("f32le", .f32), ("FLOAT_LE", .f32),
        ("pcm_f32le", .f32), ("int32", .s32), ("S32_LE", .s32), ("uint8", .u8), ("ulaw", .mulaw), ("mu-law", .mulaw),
        ("g711_ulaw", .mulaw), ("PCMU", .mulaw), ("pcm_mulaw", .mulaw), ("a-law", .alaw), ("g711_alaw", .alaw),
        ("PCMA", .alaw), ("ogg-opus", .ogg), ("wave", .wav),
    ])
    func those(name: String, encoding: AudioEncoding) {
        #expect(AudioEncoding(spelled: name) == encoding)
    }

    @Test(arguments: [("pcm", AudioEncoding.s16), ("L16", .s16), ("s24le", .s32), ("linear32", .f32), ("g711", .mulaw)])
    func whatMayBeSeveralIsAsked(name: String, meant: AudioEncoding) {
        #expect(AudioEncoding(spelled: name) == nil)
        #expect(AudioEncoding.suggestion(for: name) == meant)
    }

    @Test(arguments: ["", "aac", "m4a", String(repeating: "s", count: 100_000)]) func others(name: String) {
        #expect(AudioEncoding(spelled: name) == nil && AudioEncoding.suggestion(for: name) == nil)
    }
}
