// SPDX-License-Identifier: Apache-2.0

import AudioInput
import Synchronization

/// A recording as 32-bit floats at 16 kHz, a tenth of a second at a time, each when it is due.
struct RecordingSource: AudioSource {
    private static let pieceLength = 1_600

    private let reader: Reader
    private let pace: Pace
    private var waiting: [Float] = []
    private var sent = 0
    private var start: ContinuousClock.Instant?

    /// An open file cannot be copied, as sources can.
    private final class Reader: Sendable {
        private let file: Mutex<AudioFile>

        init(_ input: RecordingInput) throws {
            file = Mutex(try AudioFile(input))
        }

        func next() throws -> [Float]? {
            try file.withLock { try $0.next() }
        }
    }

    /// Opens a recording.
    init(_ input: RecordingInput, pace: Pace) throws {
        reader = try Reader(input)
        self.pace = pace
    }

    mutating func next() async throws -> [UInt8]? {
        while waiting.count < Self.pieceLength, let samples = try reader.next() { waiting += samples }
        guard !waiting.isEmpty else { return nil }
        let piece = waiting.prefix(Self.pieceLength)
        waiting.removeFirst(piece.count)
        sent += piece.count
        let clock = ContinuousClock()
        let start = start ?? clock.now
        self.start = start
        if pace.speed > 0 { try await clock.sleep(until: start + pace.delay(after: Double(sent) / 16_000)) }
        return piece.flatMap { sample in
            let bits = sample.bitPattern
            return [UInt8(bits & 255), UInt8(bits >> 8 & 255), UInt8(bits >> 16 & 255), UInt8(bits >> 24)]
        }
    }
}
