// SPDX-License-Identifier: Apache-2.0

import LoadTest
import Testing

/// The form in which words are compared.
struct SpokenWordsTests {
    @Test(arguments: [
        ("Ask not: what YOUR country—can do?", "ask not what your country can do"),
        ("It's the dogs' day, isn’t it", "it's the dogs day isn't it"),
        ("In 1665, 1,200 men", "in one thousand six hundred sixty five one thousand two hundred men"),
        ("Mr. Smith & Dr. Jones", "mister smith and doctor jones"),
        ("twenty-one 21", "twenty one twenty one"),
        ("the 3rd of 100", "the three rd of one hundred"),
        ("0 40 999999 1000000", "zero forty nine hundred ninety nine thousand nine hundred ninety nine 1000000"),
        ("Ça va à l'école", "ça va à l'école"),
        (" … - ' ", ""),
    ])
    func normalized(text: String, expected: String) {
        #expect(SpokenWords.words(of: text).joined(separator: " ") == expected)
    }
}
