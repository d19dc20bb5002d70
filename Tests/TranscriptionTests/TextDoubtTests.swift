// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Transcription

@Suite struct TextDoubtTests {
    @Test(arguments: [
        ("Point him out to me. Point him out to me.", true),
        ("point HIM out, to point him out TO the man", true),
        ("upon the size of the drops, and the band becomes wider as the size of the drops increases", false),
        ("and on the way home, and on the way home", true),
        ("no no no", false),
        ("he was the first and she was the second", false),
        ("", false),
    ])
    func findsARunOfFourWordsThatComesAgainAtOnce(text: String, repeats: Bool) {
        #expect(TextDoubt.repeatsItself(text.split(separator: " ").map { " " + $0 }) == repeats)
    }

    @Test(arguments: [(0, 2), (16_000, 8), (32_000, 15), (160_000, 67)])
    func showsAsManyWordsAsSomebodyCanSay(voice: Int, words: Int) {
        #expect(TextDoubt.mostWords(voice: voice) == words)
    }

    @Test func findsAPromptThatIsSaidAgain() {
        let prompt = "When Nuzhat al-Zaman heard the first improvisation"
        #expect(TextDoubt.echoes(prompt, in: ["heard", "the", "first", "improvisation,", "and"]))
        #expect(!TextDoubt.echoes(prompt, in: ["Nuzhat", "al-Zaman", "came", "home"]))
        #expect(!TextDoubt.echoes("", in: ["a", "b", "c", "d"]))
    }
}
