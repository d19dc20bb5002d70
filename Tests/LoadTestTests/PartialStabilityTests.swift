// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import LoadTest

/// Words that are taken back.
struct PartialStabilityTests {
    private typealias Log = LogBuilder

    private func stability(_ arrivals: [StreamLog.Arrival]) -> PartialStability {
        PartialStability(Log.stream(["one"], arrivals: arrivals))
    }

    @Test func growingTextsEraseNothing() {
        let measured = stability([
            Log.partial(at: 1, "ask"), Log.partial(at: 2, "Ask not"), Log.final(at: 3, "Ask not, what?"),
        ])
        #expect(measured.erased == 0)
        #expect(measured.finalWords == 3)
    }

    @Test func allAfterTheCommonBeginningIsErased() {
        let measured = stability([
            Log.partial(at: 1, "ask knot what"), Log.partial(at: 2, "ask not what your"),
            Log.final(at: 3, "ask not what our country"),
        ])
        #expect(measured.erasedByPartials == 2)
        #expect(measured.erased == 3)
    }

    @Test func utterancesDoNotEraseEachOther() {
        let numbered = stability([
            Log.partial(at: 1, "one two", utterance: 0), Log.partial(at: 2, "three", utterance: 1),
            Log.final(at: 3, "one two", utterance: 0), Log.final(at: 4, "three", utterance: 1),
        ])
        #expect(numbered.erased == 0)
        let plain = stability([
            Log.partial(at: 1, "one"), Log.final(at: 2, "one"), Log.partial(at: 3, "two"), Log.final(at: 4, "two"),
        ])
        #expect(plain.erased == 0)
        #expect(plain.finalWords == 2)
    }

    @Test func wordsThatNoFinalTakesOverAreErased() {
        #expect(stability([Log.partial(at: 1, "one two")]).erased == 2)
    }
}
