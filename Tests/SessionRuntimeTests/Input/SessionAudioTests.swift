// SPDX-License-Identifier: Apache-2.0

import AudioInput
import NIOCore
import Testing

@testable import SessionRuntime

struct SessionAudioTests {
    /// Left 1/4, right -1/4.
    private static let frames = ByteBuffer(bytes: (0..<800).flatMap { _ in [0, 32, 0, 224] as [UInt8] })

    @Test func separatesChannels() throws {
        let format = AudioFormat(.s16, sampleRate: 16_000, channels: 2, isMultichannel: true)
        #expect(format.transcriptions == 2)
        var audio = try SessionAudio(format)
        try audio.append(Self.frames)
        try audio.finish()
        #expect(try audio.next(channel: 0) == Array(repeating: 0.25, count: 800))
        #expect(try audio.next(channel: 1) == Array(repeating: -0.25, count: 800))
        #expect(try audio.next(channel: 0) == nil)
    }

    @Test func mixesChannelsOtherwise() throws {
        var audio = try SessionAudio(AudioFormat(.s16, sampleRate: 16_000, channels: 2))
        try audio.append(Self.frames)
        #expect(try audio.next() == Array(repeating: 0, count: 800))
    }

    /// The channels of compressed audio cannot be told apart before it is decoded.
    @Test func compressedAudioHasOneTranscription() {
        #expect(AudioFormat(.ogg, channels: 2, isMultichannel: true).transcriptions == 1)
    }
}
