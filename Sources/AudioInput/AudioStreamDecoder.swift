// SPDX-License-Identifier: Apache-2.0

/// Raw PCM bytes of any encoding, rate and number of channels in, 16 kHz mono samples out.
public struct AudioStreamDecoder: ~Copyable, Sendable {
    /// The rate of the samples that come out, in Hz.
    public static let outputRate = 16_000

    private var decoder: PCMDecoder
    private var resampler: Resampler

    /// A decoder at the start of a stream.
    ///
    /// - Throws: ``AudioInputError`` with code `unsupportedRate`, `unsupportedChannels` or `outOfMemory`.
    public init(encoding: SampleEncoding, sampleRate: Int = 16_000, channels: Int = 1) throws(AudioInputError) {
        let decoder = try PCMDecoder(encoding: encoding, channels: channels)
        resampler = try Resampler(from: sampleRate, to: Self.outputRate)
        self.decoder = decoder
    }

    /// Samples so far that were NaN or infinite and became 0.
    public var invalidSamples: Int { decoder.invalidSamples }

    /// Samples so far that lay beyond ±1 and were clipped.
    public var clippedSamples: Int { decoder.clippedSamples }

    /// Bytes that wait for the rest of their frame.
    public var pendingBytes: Int { decoder.pendingBytes }

    /// How far the output lags behind the input, in seconds.
    public var latency: Double { resampler.latency }

    /// The 16 kHz mono samples that `bytes` complete, full scale ±1. Bytes may be cut anywhere, also within a sample.
    public mutating func append(_ bytes: some Sequence<UInt8>) -> [Float] {
        resampler.process(decoder.decode(bytes))
    }

    /// The last samples, at the end of the stream.
    public mutating func finish() -> [Float] {
        resampler.flush()
    }
}
