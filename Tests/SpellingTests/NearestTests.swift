// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Spelling

struct NearestTests {
    @Test(arguments: [
        ("base", "base", 0), ("bsae", "base", 1), ("smal", "small", 1), ("", "tiny", 4), ("tiny", "", 4),
        ("engilsh", "english", 1), ("kitten", "sitting", 3),
    ])
    func countsEdits(first: String, second: String, distance: Int) {
        #expect(EditDistance.between(first, second) == distance)
        let (a, b) = (Array(first.utf8), Array(second.utf8))
        for limit in 0...5 {
            #expect(EditDistance.between(a, b, limit: limit) == (distance <= limit ? distance : nil))
        }
    }

    @Test func ofEquallyNearWordsTheFirst() {
        let nearest = Nearest.word(to: "jp", among: ["de", "ja", "jw"], within: 1)
        #expect(nearest?.word == "ja" && nearest?.distance == 1)
        #expect(Nearest.word(to: "klingon", among: ["lingala", "english"], within: 2) == nil)
    }

    @Test func whatIsEqualComesBeforeWhatIsNear() {
        #expect(Nearest.word(to: "tiny", among: ["tin", "tiny", "tinny"], within: 2)?.word == "tiny")
    }
}
