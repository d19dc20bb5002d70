// SPDX-License-Identifier: Apache-2.0

import AudioInput

/// Raw audio of any encoding, rate and number of channels: however it is cut, the same samples come out.
enum PCMTarget: FuzzTarget {
    static let name = "pcm"

    /// Decoded in one piece, and in many.
    static func work(_ input: UnsafeBufferPointer<UInt8>) -> Int {
        self.run(input)
        return 2 * input.count
    }

    static func run(_ input: UnsafeBufferPointer<UInt8>) {
        guard input.count > 4 else { return }
        let encoding: SampleEncoding = input[0] & 1 == 0 ? .f32 : .s16
        let rate = 8_000 + (Int(input[1]) << 8 | Int(input[2])) * 3
        let channels = Int(input[0] >> 1) % 33
        let audio = Array(input[4...])
        guard
            let whole = Self.decode(audio, encoding, rate, channels, piece: audio.count + 1),
            let pieces = Self.decode(audio, encoding, rate, channels, piece: 1 + Int(input[3]))
        else {
            precondition(channels == 0 || !Resampler.rates.contains(rate))
            return
        }
        precondition(whole == pieces && whole.allSatisfy { $0.isFinite && $0.magnitude < 4 })
        let frames = audio.count / (encoding.bytesPerSample * channels)
        precondition(whole.count == (frames * AudioStreamDecoder.outputRate + rate - 1) / rate)
    }

    private static func decode(
        _ audio: [UInt8], _ encoding: SampleEncoding, _ rate: Int, _ channels: Int, piece: Int
    ) -> [Float]? {
        guard var decoder = try? AudioStreamDecoder(encoding: encoding, sampleRate: rate, channels: channels) else {
            return nil
        }
        var samples: [Float] = []
        for start in stride(from: 0, to: audio.count, by: piece) {
            samples += decoder.append(audio[start..<min(start + piece, audio.count)])
        }
        return samples + decoder.finish()
    }
}
