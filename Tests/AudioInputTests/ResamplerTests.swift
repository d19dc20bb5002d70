// SPDX-License-Identifier: Apache-2.0

import AudioInput
import Testing

@Suite struct ResamplerTests {
    static let rates = [8_000, 11_025, 12_000, 22_050, 24_000, 32_000, 44_100, 44_101, 48_000, 96_000, 192_000]

    /// The tone comes out with its pitch, level and phase: any delay, click or drift would show as noise.
    @Test(arguments: rates) func toneStaysWhereItWas(rate: Int) throws {
        var resampler = try Resampler(from: rate)
        let input = Tone.samples(1_000, rate: rate, count: 2 * rate)
        var output = input.split(into: 128...128, seed: 0).flatMap { resampler.process(Array($0)) }
        output += resampler.flush()
        #expect(output.count == 32_000)
        let ratio = Tone.ratio(of: output[320..<31_680], to: 1_000, rate: 16_000, from: 320)
        #expect(ratio > 85, "\(ratio) dB at \(rate) Hz")
    }

    @Test(arguments: rates) func everySplitGivesTheSame(rate: Int) throws {
        var generator = SeededGenerator(state: UInt64(rate))
        let input = (0..<rate).map { _ in Float.random(in: -1...1, using: &generator) }
        var whole = try Resampler(from: rate)
        let expected = whole.process(input) + whole.flush()
        for (seed, lengths) in [1...1, 1...7, 1...480, 128...128, 100...9_000].enumerated() {
            var resampler = try Resampler(from: rate)
            var output = input.split(into: lengths, seed: UInt64(seed)).flatMap { resampler.process(Array($0)) }
            output += resampler.flush()
            #expect(output == expected)
        }
    }

    /// After ten minutes the clock is right to the sample, and the tone's phase with it.
    @Test(arguments: [8_000, 11_025, 44_100, 48_000]) func tenMinutesStayTenMinutes(rate: Int) throws {
        var resampler = try Resampler(from: rate)
        var count = 0
        var last: [Float] = []
        for second in 0..<600 {
            last = resampler.process(Tone.samples(1_000, rate: rate, count: rate, from: second * rate))
            count += last.count
        }
        let start = count - last.count
        let ratio = Tone.ratio(of: last[...], to: 1_000, rate: 16_000, from: start)
        #expect(ratio > 85, "\(ratio) dB at \(rate) Hz")
        #expect(count + resampler.flush().count == 600 * 16_000)
    }

    @Test func aLengthThatDoesNotDivideIsRoundedUp() throws {
        for (rate, count, expected) in [
            (48_000, 1, 1), (48_000, 4, 2), (44_100, 1_000, 363), (8_000, 7, 14), (24_000, 0, 0),
        ] {
            var resampler = try Resampler(from: rate)
            let output = resampler.process([Float](repeating: 0.1, count: count))
            #expect(output.count + resampler.flush().count == expected)
        }
    }

    @Test(arguments: [24_000, 44_100, 48_000, 192_000]) func whatSixteenKilohertzCannotHoldIsGone(rate: Int) throws {
        var resampler = try Resampler(from: rate)
        let output = resampler.process(Tone.samples(9_000, rate: rate, count: rate))
        let level = Tone.level(of: output[1_000..<15_000])
        #expect(level < -95, "\(level) dB at \(rate) Hz")
    }

    @Test(arguments: [24_000, 44_100, 48_000]) func speechIsLeftAsItIs(rate: Int) throws {
        for frequency in [100.0, 3_000, 5_000, 7_000] {
            var resampler = try Resampler(from: rate)
            let output = resampler.process(Tone.samples(frequency, rate: rate, count: rate))
            let level = Tone.level(of: output[1_600..<14_400])
            #expect(abs(level) < 0.05, "\(frequency) Hz: \(level) dB at \(rate) Hz")
        }
    }

    @Test func equalRatesPassUntouched() throws {
        var resampler = try Resampler(from: 16_000)
        let samples: [Float] = [0.1, -0.7, 1, .leastNonzeroMagnitude]
        #expect(resampler.process(samples) == samples)
        #expect(resampler.flush().isEmpty)
        #expect(resampler.latency == 0)
    }

    @Test(arguments: rates) func latencyIsShort(rate: Int) throws {
        var resampler = try Resampler(from: rate)
        #expect(resampler.latency < 0.007)
        let output = resampler.process([Float](repeating: 0.5, count: rate))
        let lag = 1 - Double(output.count) / 16_000
        #expect(abs(lag - resampler.latency) < 0.0002)
    }

    @Test func aNewStreamMayBeginAfterTheEnd() throws {
        let input = Tone.samples(1_000, rate: 44_100, count: 10_000)
        var resampler = try Resampler(from: 44_100)
        let first = resampler.process(input) + resampler.flush()
        let second = resampler.process(input) + resampler.flush()
        #expect(first == second)
    }

    @Test(arguments: [-1, 0, 7_999, 192_001, .max, .min]) func ratesOutOfRangeAreRejected(rate: Int) throws {
        let error = try #require(throws: AudioInputError.self) { _ = try Resampler(from: rate) }
        #expect(error.code == .unsupportedRate)
        #expect(error.description == "A sample rate of \(rate) Hz is not supported. Use 8000 to 192000 Hz.")
        #expect(throws: AudioInputError.self) { _ = try Resampler(from: 16_000, to: rate) }
    }
}
