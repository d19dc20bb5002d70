// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SessionRuntime

/// How old a piece of audio is.
struct ArrivalLogTests {
    private let start = ContinuousClock.now

    private func log(chunks: Int, of samples: Int) -> ArrivalLog {
        var log = ArrivalLog()
        for chunk in 0..<chunks {
            log.append(samples: samples, at: start + .seconds(chunk * samples) / 16_000)
        }
        return log
    }

    @Test func aPositionIsAsOldAsTheChunkThatCompletedIt() {
        let log = log(chunks: 10, of: 1_600)
        let now = start + .seconds(2)
        #expect(log.age(of: 0, at: now) == .seconds(2))
        #expect(log.age(of: 1_600, at: now) == .seconds(2))
        #expect(log.age(of: 1_601, at: now) == .milliseconds(1_900))
        #expect(log.age(of: 16_000, at: now) == .milliseconds(1_100))
        #expect(log.age(of: 16_001, at: now) == nil)
        #expect(ArrivalLog().age(of: 0, at: now) == nil)
    }

    @Test(arguments: [1, 7, 160, 320, 3_200])
    func smallChunksCountTogetherAndAreOffByLittle(samples: Int) throws {
        let chunks = 48_000 / samples
        let log = log(chunks: chunks, of: samples)
        let now = start + .seconds(4)
        for position in stride(from: samples, through: chunks * samples, by: 997) {
            let exact = Duration.seconds(4) - .seconds((position - 1) / samples * samples) / 16_000
            let age = try #require(log.age(of: position, at: now))
            #expect(age <= exact && age >= exact - .milliseconds(50))
        }
    }

    @Test func whatIsLongAgoIsForgotten() {
        let log = log(chunks: 36_000, of: 1_600)
        let now = start + .seconds(3_600)
        #expect(log.age(of: 1_600, at: now) == nil)
        #expect(log.age(of: log.end - 20 * 16_000, at: now) == .milliseconds(20_100))
    }
}
