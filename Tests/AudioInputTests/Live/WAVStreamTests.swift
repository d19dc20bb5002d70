import Testing

@testable import AudioInput

@Suite struct WAVStreamTests {
    private let samples: [Int16] = [0, 1, -1, 32767, -32768, 12345]

    private func decode(_ bytes: [UInt8]) throws -> [Float] { try EncodedTone.decode(.wav, [bytes]) }

    /// A header written before the length was known means "until the end".
    @Test(arguments: [nil, 0, 0xFFFF_FFFF, 0x7FFF_FFFF]) func aStreamedFile(announced: Int?) throws {
        #expect(try decode(SoundFile.wav(samples, announced: announced)) == samples.map { Float($0) / 32768 })
    }

    @Test func whatFollowsTheSamplesIsLeftOut() throws {
        let file = SoundFile.wav(samples) + Array("LIST".utf8) + [4, 0, 0, 0, 1, 2, 3, 4]
        #expect(try decode(file).count == samples.count)
    }

    @Test func otherChunksArePassedOver() throws {
        var file = SoundFile.wav(samples)
        file.insert(contentsOf: Array("LIST".utf8) + [3, 0, 0, 0, 1, 2, 3, 0], at: 12)
        #expect(try decode(file).count == samples.count)
    }

    @Test func samplesThatCannotBeDecodedAreRefused() throws {
        let error = try #require(throws: AudioInputError.self) { try decode(SoundFile.wav(samples, format: 2)) }
        #expect(error.code == .unsupportedEncoding)
        let rate = try #require(throws: AudioInputError.self) { try decode(SoundFile.wav(samples, rate: 100)) }
        #expect(rate.code == .unsupportedRate)
    }
}
