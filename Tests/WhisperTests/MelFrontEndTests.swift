// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Whisper

struct MelFrontEndTests {
    struct Spectrogram: Decodable {
        struct Level: Decodable {
            var minimum: Float
            var maximum: Float
            var mean: Float
            var meanOfBin: [Float]
            var values: [[Float]]
        }

        var clip: Reference.Clip
        var frames: [Int]
        var bins: [Int]
        var whisper: Level
        var fixed: Level
    }

    @Test(arguments: ["mel-jfk", "mel-jfk-short", "mel-french"])
    func agreesWithOpenAIWhisper(name: String) throws {
        let reference: Spectrogram = try Reference.load(name)
        let backend = CPUBackend()
        let frontEnd = MelFrontEnd(melBins: 80)
        for (level, expected) in [(MelFrontEnd.Level.window, reference.whisper), (.fixed, reference.fixed)] {
            let mel = try frontEnd.logMel(
                Reference.samples(reference.clip), frames: 3000, level: level, on: backend)
            #expect(mel.frames == 3000)
            var difference: Float = 0
            for (frame, row) in zip(reference.frames, expected.values) {
                for (bin, value) in zip(reference.bins, row) {
                    difference = max(difference, abs(mel.values[frame * 80 + bin] - value))
                }
            }
            #expect(difference < 2e-3)
            #expect(abs((mel.values.max() ?? 0) - expected.maximum) < 1e-3)
            #expect(abs((mel.values.min() ?? 0) - expected.minimum) < 1e-3)
            for bin in 0..<80 {
                let mean = (0..<3000).reduce(Float(0)) { $0 + mel.values[$1 * 80 + bin] } / 3000
                #expect(abs(mean - expected.meanOfBin[bin]) < 1e-3)
            }
        }
    }

    @Test func paddingOfFixedLevelIsConstant() throws {
        let samples = (0..<16_000).map { Float($0 % 100) / 100 - 0.5 }
        let mel = try MelFrontEnd(melBins: 128).logMel(
            samples, frames: 400, level: .fixed, on: CPUBackend())
        #expect(mel.values.count == 400 * 128)
        #expect(mel.values[(103 * 128)...].allSatisfy { $0 == LogMel.silence })
    }
}
