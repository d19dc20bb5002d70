// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import LoadTest

/// Word errors and alignment.
struct WordErrorsTests {
    private func errors(_ reference: String, _ hypothesis: String, isOpenEnded: Bool = false) -> Int {
        WordErrors(
            reference: SpokenWords.words(of: reference), hypothesis: SpokenWords.words(of: hypothesis),
            isOpenEnded: isOpenEnded
        ).errors
    }

    @Test func replacedInsertedLeftOut() {
        #expect(errors("a b c d", "a b c d") == 0)
        #expect(errors("a b c d", "a x c d") == 1)
        #expect(errors("a b c d", "a b c c d") == 1)
        #expect(errors("a b c d", "a d") == 2)
        #expect(errors("a b c d", "") == 4)
        #expect(errors("", "a b") == 2)
    }

    @Test func whatFollowsIsNoErrorWhenMoreWasSaid() {
        #expect(errors("a b c", "a b c d e", isOpenEnded: true) == 0)
        #expect(errors("a b c", "a x c d e", isOpenEnded: true) == 1)
    }

    @Test func sumsAreOfErrorsOverWords() {
        let sum =
            WordErrors(reference: ["a"], hypothesis: ["b"])
            + WordErrors(reference: ["a", "b", "c"], hypothesis: ["a", "b", "c"])
        #expect(sum.rate == 0.25)
        #expect(WordErrors().rate == nil)
    }

    @Test func alignmentFollowsTheFewestErrors() {
        let alignment = WordAlignment(
            reference: ["the", "quick", "brown", "fox"], hypothesis: ["the", "quick", "big", "crown", "fox"])
        #expect(alignment.references.first == 0)
        #expect(alignment.references.last == 3)
        #expect(alignment.references.compactMap { $0 }.count == 4)
    }

    @Test func alignmentOfNothing() {
        #expect(WordAlignment(reference: [], hypothesis: ["a"]).references == [nil])
        #expect(WordAlignment(reference: ["a"], hypothesis: []).references.isEmpty)
    }
}
