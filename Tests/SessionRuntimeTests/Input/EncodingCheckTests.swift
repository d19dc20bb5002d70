// SPDX-License-Identifier: Apache-2.0

import AudioInput
import Testing

@testable import SessionRuntime

/// Integers sent as floats are told from audio, however the bytes are cut.
struct EncodingCheckTests {
    /// A second of a loud tone with noise, as 16-bit integers.
    private static let integers: [UInt8] = {
        var generator = SystemRandomNumberGenerator()
        return (0..<32_000).flatMap { _ in
            let sample = Int16.random(in: -12_000...12_000, using: &generator)
            return [UInt8(truncatingIfNeeded: sample), UInt8(truncatingIfNeeded: sample >> 8)]
        }
    }()

    @Test(arguments: [1, 3, 128, 4096, 64_000])
    func integersAreFoundOut(chunk: Int) throws {
        var check = EncodingCheck(encoding: .f32, limit: 16_000)
        let error = #expect(throws: SessionFault.self) {
            for start in stride(from: 0, to: Self.integers.count, by: chunk) {
                try check.receive(Self.integers[start..<min(start + chunk, Self.integers.count)])
            }
        }
        #expect(error?.code == .wrongEncoding)
        #expect(error?.message.contains("encoding=s16") == true)
    }

    @Test func aStreamShorterThanASecondIsJudgedAtItsEnd() throws {
        var check = EncodingCheck(encoding: .f32, limit: 16_000)
        try check.receive(Self.integers.prefix(8_000))
        #expect(throws: SessionFault.self) { try check.finish() }
    }

    @Test func loudAudioWithAFewStrayValuesPasses() throws {
        var samples = (0..<16_000).map { _ in Float.random(in: -1.4...1.4) }
        for index in 0..<100 { samples[index * 100] = .nan }
        var check = EncodingCheck(encoding: .f32, limit: 16_000)
        try check.receive(samples.flatMap { sample in withUnsafeBytes(of: sample.bitPattern.littleEndian, Array.init) })
        #expect(check.isOver)
    }

    @Test func silenceAndNothingPass() throws {
        var check = EncodingCheck(encoding: .f32, limit: 16_000)
        try check.receive([UInt8](repeating: 0, count: 64_000))
        var nothing = EncodingCheck(encoding: .f32, limit: 16_000)
        try nothing.finish()
    }

    @Test func integersSentAsIntegersAreNotJudged() throws {
        var check = EncodingCheck(encoding: .s16, limit: 16_000)
        try check.receive(Self.integers)
        try check.finish()
    }
}
