// SPDX-License-Identifier: Apache-2.0

/// Raw samples of a live stream, as mono.
struct RawDecoder: FormatDecoder {
    private static let blockSize = 1 << 16

    let hasBegun = true
    let discarded = 0
    private let sampleRate: Int
    private var decoder: PCMDecoder
    private var waiting = ByteQueue()

    init(encoding: SampleEncoding, sampleRate: Int, channels: Int) throws(AudioInputError) {
        decoder = try PCMDecoder(encoding: encoding, channels: channels)
        self.sampleRate = sampleRate
    }

    mutating func append(_ message: some Collection<UInt8>) { waiting.append(message) }

    /// Bytes that do not complete a sample are dropped.
    mutating func finish() {}

    mutating func next() -> AudioBlock? {
        while !waiting.isEmpty {
            let samples = decoder.decode(waiting.read(Self.blockSize))
            if !samples.isEmpty { return AudioBlock(samples: samples, sampleRate: sampleRate, channels: 1) }
        }
        return nil
    }
}
