// SPDX-License-Identifier: Apache-2.0

import CSndFile
import Testing

/// Recordings for tests, written by libsndfile or by hand.
enum SoundFile {
    /// A container, how its samples are coded, and how well a tone comes back out of it.
    struct Format: Sendable, CustomTestStringConvertible {
        var name: String
        var code: Int
        var rate: Int
        var channels: Int
        /// Signal-to-noise ratio in dB.
        var fidelity: Double

        var testDescription: String { "\(name) \(rate) Hz × \(channels)" }

        static let all = [
            Format(name: "16.wav", code: SF_FORMAT_WAV | SF_FORMAT_PCM_16, rate: 16_000, channels: 1, fidelity: 85),
            Format(name: "8.wav", code: SF_FORMAT_WAV | SF_FORMAT_PCM_U8, rate: 8_000, channels: 1, fidelity: 38),
            Format(name: "24.wav", code: SF_FORMAT_WAV | SF_FORMAT_PCM_24, rate: 44_100, channels: 2, fidelity: 85),
            Format(name: "float.wav", code: SF_FORMAT_WAV | SF_FORMAT_FLOAT, rate: 48_000, channels: 6, fidelity: 85),
            Format(name: "ulaw.wav", code: SF_FORMAT_WAV | SF_FORMAT_ULAW, rate: 8_000, channels: 1, fidelity: 30),
            Format(name: "16.aiff", code: SF_FORMAT_AIFF | SF_FORMAT_PCM_16, rate: 22_050, channels: 2, fidelity: 80),
            Format(name: "16.flac", code: SF_FORMAT_FLAC | SF_FORMAT_PCM_16, rate: 44_100, channels: 2, fidelity: 80),
            Format(name: "vorbis.ogg", code: SF_FORMAT_OGG | SF_FORMAT_VORBIS, rate: 44_100, channels: 1, fidelity: 20),
            Format(name: "opus.ogg", code: SF_FORMAT_OGG | SF_FORMAT_OPUS, rate: 48_000, channels: 1, fidelity: 20),
            Format(
                name: "layer3.mp3", code: SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, rate: 44_100, channels: 2,
                fidelity: 20),
        ]
    }

    /// Writes `samples` to each channel of a new file at `path`.
    static func write(_ samples: [Float], as format: Format, to path: String) throws {
        try write(channels: Array(repeating: samples, count: format.channels), as: format, to: path)
    }

    /// Writes samples for each channel of a new file at `path`.
    static func write(channels: [[Float]], as format: Format, to path: String) throws {
        var info = SF_INFO()
        info.samplerate = Int32(format.rate)
        info.channels = Int32(format.channels)
        info.format = Int32(format.code)
        let file = try #require(sf_open(path, Int32(SFM_WRITE), &info), "libsndfile cannot write \(format.name)")
        defer { sf_close(file) }
        let count = channels[0].count
        let frames = (0..<count).flatMap { index in channels.map { $0[index] } }
        #expect(sf_writef_float(file, frames, sf_count_t(count)) == sf_count_t(count))
    }

    /// The bytes of a WAV file; `announced` bytes of samples in its header instead of what is there.
    static func wav(
        _ samples: [Int16], rate: Int = 16_000, channels: Int = 1, format: Int = 1, announced: Int? = nil
    ) -> [UInt8] {
        let data = [UInt8](s16: samples)
        let size = announced ?? data.count
        func number(_ value: Int, _ bytes: Int) -> [UInt8] {
            (0..<bytes).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        }
        var bytes = Array("RIFF".utf8) + number(36 + size, 4) + Array("WAVEfmt ".utf8) + number(16, 4)
        bytes += number(format, 2) + number(channels, 2) + number(rate, 4) + number(2 * channels * rate, 4)
        bytes += number(2 * channels, 2) + number(16, 2)
        return bytes + Array("data".utf8) + number(size, 4) + data
    }
}
