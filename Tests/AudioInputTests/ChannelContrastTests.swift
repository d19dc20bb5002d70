// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import AudioInput

@Suite struct ChannelContrastTests {
    private static let rate = 8_000

    /// Whether two channels, each of so many loud or quiet seconds, are taken for a call.
    private func isCall(_ seconds: [(left: Float, right: Float)]) -> Bool {
        var contrast = ChannelContrast(sampleRate: Self.rate)
        for (left, right) in seconds {
            for start in stride(from: 0, to: Self.rate, by: 800) {
                contrast.append(
                    (start..<start + 800).flatMap { index in
                        let sign: Float = index % 16 < 8 ? 1 : -1
                        return [left * sign, right * sign]
                    })
            }
        }
        return contrast.isCall
    }

    @Test func speakersThatTakeTurnsAreACall() {
        #expect(isCall([(0.3, 0.001), (0.3, 0.001), (0.001, 0.2), (0.001, 0.2)]))
        #expect(isCall([(0.3, 0), (0.3, 0), (0, 0.2), (0, 0.2), (0.3, 0.3)]))
    }

    @Test func aRoomIsNone() {
        #expect(!isCall([(0.3, 0.1), (0.1, 0.3), (0.2, 0.2), (0.001, 0.0001)]))
    }

    @Test func aSilentChannelIsNone() {
        #expect(!isCall([(0.3, 0), (0.2, 0), (0.3, 0)]))
        #expect(!isCall([(0, 0), (0.0001, 0), (0, 0.0001)]))
    }

    @Test func aNoiseOnTheOtherChannelIsNone() {
        #expect(!isCall(Array(repeating: (0.3, 0), count: 30) + [(0, 0.3)]))
    }
}
