// SPDX-License-Identifier: Apache-2.0

import CSndFile
import Testing

@testable import AudioInput

/// A tone of 1 kHz as live streams of every encoding; the containers are written by libsndfile, WebM by hand.
struct EncodedTone: Sendable, CustomTestStringConvertible {
    let encoding: AudioEncoding
    let rate: Int
    let messages: [[UInt8]]
    /// Signal-to-noise ratio in dB that the encoding keeps.
    let fidelity: Double

    static let seconds = 3

    var testDescription: String { encoding.rawValue }
    var bytes: [UInt8] { Array(messages.joined()) }

    static let all: [EncodedTone] = AudioEncoding.allCases.filter { $0 != .auto }.compactMap { try? EncodedTone($0) }
    /// All whose messages may be cut anywhere.
    static let streams = all.filter { $0.encoding != .opus }
    static let containers = streams.filter { $0.encoding.samples == nil }

    static func of(_ encoding: AudioEncoding) throws -> EncodedTone {
        try #require(all.first { $0.encoding == encoding })
    }

    init(_ encoding: AudioEncoding) throws {
        self.encoding = encoding
        rate = encoding.defaultSampleRate
        let tone = Tone.samples(1_000, rate: rate, count: rate * Self.seconds)
        switch encoding {
        case .f32: (messages, fidelity) = ([[UInt8](f32: tone)], 90)
        case .s16: (messages, fidelity) = ([[UInt8](s16: tone.map { Int16($0 * 32768) })], 80)
        case .s32: (messages, fidelity) = ([[UInt8](s32: tone.map { Int32($0 * 2_147_483_520) })], 90)
        case .u8: (messages, fidelity) = ([tone.map { UInt8($0 * 127 + 128) }], 35)
        case .mulaw: (messages, fidelity) = ([tone.map(G711.muLaw.encode)], 30)
        case .alaw: (messages, fidelity) = ([tone.map(G711.aLaw.encode)], 30)
        case .wav: (messages, fidelity) = ([SoundFile.wav(tone.map { Int16($0 * 32768) })], 80)
        case .opus: (messages, fidelity) = (try Self.packets(), 20)
        case .webm: (messages, fidelity) = ([WebMWriter.file(try Self.packets())], 20)
        case .ogg: (messages, fidelity) = ([try Self.file("opus.ogg", rate: 48_000)], 20)
        case .flac: (messages, fidelity) = ([try Self.file("16.flac", rate: 44_100)], 80)
        case .mp3: (messages, fidelity) = ([try Self.file("layer3.mp3", rate: 44_100)], 20)
        case .auto: (messages, fidelity) = ([], 0)
        }
    }

    /// What libsndfile makes of the tone.
    static func file(_ name: String, rate: Int, seconds: Int = seconds) throws -> [UInt8] {
        let folder = TemporaryFolder()
        let path = folder.file(name)
        let format = try #require(SoundFile.Format.all.first { $0.name == name }).with(rate: rate, channels: 1)
        try SoundFile.write(Tone.samples(1_000, rate: rate, count: rate * seconds), as: format, to: path)
        return TemporaryFolder.bytes(of: path)
    }

    /// The tone as Opus packets of 20 ms, without those that only describe it.
    static func packets() throws -> [[UInt8]] {
        let pages = OggPages()
        pages.append(try file("opus.ogg", rate: 48_000))
        var packets: [[UInt8]] = []
        while pages.nextPage() {
            if pages.isBeginning { pages.follow() }
            pages.take()
            while case .packet(let packet, _, _)? = pages.nextPacket() { packets.append(packet) }
        }
        return Array(packets.dropFirst(2))
    }

    /// Everything that a decoder makes of messages.
    static func decode(_ encoding: AudioEncoding, _ messages: [some Collection<UInt8>]) throws -> [Float] {
        var decoder = try LiveAudioDecoder(encoding: encoding)
        var output: [Float] = []
        for message in messages {
            decoder.append(message)
            while let samples = try decoder.next() { output += samples }
        }
        decoder.finish()
        while let samples = try decoder.next() { output += samples }
        return output
    }
}
