// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Whisper

/// Which probability belongs to which token, where a text began with a prefix.
struct TextDecodingTests {
    private func decoding(prefix: [Float]) -> TextDecoding {
        TextDecoding(
            tokens: [10, 11, 12, 13, 14], prefixCount: 3, prefixLogProbabilities: prefix,
            logProbabilities: [-0.4, -0.5, -0.6], noSpeechProbability: 0, alignment: [], alignmentOffset: 0)
    }

    @Test func theClosingTokensProbabilityIsNoWords() {
        let known = decoding(prefix: [-0.1, -0.2, -0.3])
        #expect((0..<6).map { known.logProbability(ofToken: $0) } == [-0.1, -0.2, -0.3, -0.4, -0.5, -0.6])
        #expect(known.logProbability(ofToken: 6) == nil)
        let unknown = decoding(prefix: [])
        #expect((0..<5).map { unknown.logProbability(ofToken: $0) } == [nil, nil, nil, -0.4, -0.5])
    }

    @Test func averagesAreOfAllAndOfWhatIsNew() {
        let known = decoding(prefix: [-0.1, -0.2, -0.3])
        #expect(abs(known.averageLogProbability + 0.35) < 1e-6)
        #expect(abs(known.newAverageLogProbability + 0.5) < 1e-6)
        #expect(abs(decoding(prefix: []).averageLogProbability + 0.5) < 1e-6)
    }
}
