// SPDX-License-Identifier: Apache-2.0

import AudioInput

/// A live stream of any encoding, from its beginning or from anywhere in it: the first byte says which, the second how it is cut.
enum LiveAudioTarget: FuzzTarget {
    static let name = "live"
    /// A few bytes can hold minutes of silence.
    private static let limit = 60 * LiveAudioDecoder.outputRate

    /// What comes of a stream, up to the limit.
    private struct Outcome: Equatable {
        var samples: [Float] = []
        var error: AudioInputError.Code?
    }

    static func run(_ input: UnsafeBufferPointer<UInt8>) {
        guard input.count > 2 else { return }
        let encoding = AudioEncoding.allCases[Int(input[0]) % AudioEncoding.allCases.count]
        let stream = Array(input[2...])
        let outcome = Self.decode(stream, encoding, piece: 1 + Int(input[1]))
        precondition(outcome.samples.allSatisfy { $0.isFinite && $0.magnitude < 4 })
        switch encoding {
        // Each piece is a packet.
        case .opus: break
        // Of a damaged frame the libraries make what they can, which differs with what they have seen of it.
        case .flac, .mp3, .auto: break
        case .webm, .wav:
            // Without its beginning none of it is decoded.
            let beginnings: [[UInt8]] =
                encoding == .webm ? [[0x1A, 0x45, 0xDF, 0xA3]] : [Array("RIFF".utf8), Array("RF64".utf8)]
            precondition(outcome.samples.isEmpty || beginnings.contains { stream.starts(with: $0) })
            fallthrough
        default: precondition(outcome == Self.decode(stream, encoding, piece: stream.count))
        }
    }

    /// A second of audio may cost as much as 10 KB: a millisecond.
    static func work(_ input: UnsafeBufferPointer<UInt8>) -> Int {
        guard input.count > 2 else { return input.count }
        let encoding = AudioEncoding.allCases[Int(input[0]) % AudioEncoding.allCases.count]
        let stream = Array(input[2...])
        let samples = Self.decode(stream, encoding, piece: stream.count).samples.count
        return max(input.count, samples * 10_240 / LiveAudioDecoder.outputRate)
    }

    private static func decode(_ stream: [UInt8], _ encoding: AudioEncoding, piece: Int) -> Outcome {
        var outcome = Outcome()
        do throws(AudioInputError) {
            var decoder = try LiveAudioDecoder(encoding: encoding)
            for start in stride(from: 0, to: stream.count, by: piece) where outcome.samples.count < Self.limit {
                decoder.append(stream[start..<min(start + piece, stream.count)])
                try Self.drain(&decoder, into: &outcome.samples)
            }
            decoder.finish()
            try Self.drain(&decoder, into: &outcome.samples)
        } catch {
            outcome.error = error.code
        }
        guard outcome.samples.count >= Self.limit else { return outcome }
        return Outcome(samples: Array(outcome.samples.prefix(Self.limit)))
    }

    private static func drain(_ decoder: inout LiveAudioDecoder, into samples: inout [Float]) throws(AudioInputError) {
        while samples.count < Self.limit, let more = try decoder.next() {
            precondition(!more.isEmpty)
            samples += more
        }
    }
}
