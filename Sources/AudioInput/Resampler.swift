// SPDX-License-Identifier: Apache-2.0

import CSpeexDSP

/// Changes the sample rate of a mono stream, by libspeexdsp's windowed-sinc filter.
///
/// Output sample n lies at the time of input sample n · inputRate / outputRate, to the exact fraction, forever: the filter's delay
/// is taken out at the start and the phase is counted in integers. Any split of the input into calls gives the same output.
/// Samples come out once the filter has received ``latency`` seconds beyond them.
public struct Resampler: ~Copyable, Sendable {
    /// The sample rates in Hz that can be converted from and to.
    public static let rates = 8_000...192_000

    /// 0 to 10. With 6 speech is flat up to 7 kHz (at 8 kHz in: 3.4 kHz), images and aliases lie below −107 dB, and a second of
    /// 48 kHz audio costs 0.9 ms; 8 would reach 7.5 kHz for twice that, 4 would lose 0.4 dB at 7 kHz and let −84 dB through.
    static let quality: Int32 = 6

    /// The rate of the samples going in, in Hz.
    public let inputRate: Int
    /// The rate of the samples coming out, in Hz.
    public let outputRate: Int
    private let filter: Filter?
    private var consumed = 0
    private var produced = 0

    /// The C library's state. Unchecked around the pointer: it belongs to one resampler, which cannot be copied, so that it never
    /// has two users.
    private final class Filter: @unchecked Sendable {
        let state: OpaquePointer

        init(from inputRate: Int, to outputRate: Int) throws(AudioInputError) {
            var code: Int32 = 0
            guard let state = speex_resampler_init(1, UInt32(inputRate), UInt32(outputRate), Resampler.quality, &code)
            else {
                throw AudioInputError(.outOfMemory, "No memory for a resampler from \(inputRate) Hz")
            }
            self.state = state
            restart()
        }

        deinit { speex_resampler_destroy(state) }

        /// The filter's reach, in input samples.
        var delay: Int { Int(speex_resampler_get_input_latency(state)) }

        /// Forgets all samples, and lets the next one in be at the time of the next one out.
        func restart() {
            speex_resampler_reset_mem(state)
            speex_resampler_skip_zeros(state)
        }
    }

    /// A resampler at the start of a stream; of equal rates it passes samples on untouched.
    ///
    /// - Throws: ``AudioInputError`` with code `unsupportedRate` or `outOfMemory`.
    public init(from inputRate: Int, to outputRate: Int = 16_000) throws(AudioInputError) {
        for rate in [inputRate, outputRate] where !Self.rates.contains(rate) {
            throw AudioInputError(
                .unsupportedRate, "A sample rate of \(rate) Hz is not supported",
                remedy: "Use \(Self.rates.lowerBound) to \(Self.rates.upperBound) Hz")
        }
        let filter = inputRate == outputRate ? nil : try Filter(from: inputRate, to: outputRate)
        self.inputRate = inputRate
        self.outputRate = outputRate
        self.filter = filter
    }

    /// How far the output lags behind the input, in seconds; ``flush()`` makes up for it.
    public var latency: Double {
        guard let filter else { return 0 }
        return Double(filter.delay) / Double(inputRate)
    }

    /// The output samples that `samples` make possible.
    public mutating func process(_ samples: [Float]) -> [Float] {
        guard let filter, !samples.isEmpty else { return samples }
        consumed += samples.count
        let output = run(filter, samples)
        produced += output.count
        return output
    }

    /// The samples still inside, as if silence followed: with them the output is as long as the input. A new stream may begin after it.
    public mutating func flush() -> [Float] {
        guard let filter else { return [] }
        let length = (consumed * outputRate + inputRate - 1) / inputRate
        let silence = [Float](repeating: 0, count: filter.delay + 1)
        let tail = run(filter, silence).prefix(max(0, length - produced))
        filter.restart()
        consumed = 0
        produced = 0
        return Array(tail)
    }

    /// The output of the next `samples`; there is room for one more than they can give.
    private func run(_ filter: Filter, _ samples: [Float]) -> [Float] {
        let bound = samples.count * outputRate / inputRate + outputRate / inputRate + 2
        return [Float](unsafeUninitializedCapacity: bound) { output, count in
            samples.withUnsafeBufferPointer { input in
                var position = 0
                while position < input.count, count < bound {
                    // The library takes and gives lengths of 32 bits.
                    var taken = UInt32(min(input.count - position, 1 << 20))
                    var given = UInt32(min(bound - count, Int(UInt32.max)))
                    speex_resampler_process_float(
                        filter.state, 0, input.baseAddress! + position, &taken, output.baseAddress! + count, &given)
                    position += Int(taken)
                    count += Int(given)
                }
            }
        }
    }
}
