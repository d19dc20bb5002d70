// SPDX-License-Identifier: Apache-2.0

/// The words of a text, in the form in which they are compared.
///
/// Lower case, no punctuation; whole numbers below a million in words ("1,665" as "one thousand six hundred sixty five"), numbers in words as they
/// are; Mr., Mrs., Dr. and St. written out; & as "and". An apostrophe inside a word stays. The same rules as `Benchmarks/word_errors.py`.
public enum SpokenWords {
    private static let units = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
        "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    ]
    private static let tens = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
    private static let titles = ["mr": "mister", "mrs": "missus", "dr": "doctor", "st": "saint"]

    /// The words of `text`, in order.
    public static func words(of text: String) -> [String] {
        var words: [String] = []
        var word = ""
        let end = {
            guard !word.isEmpty else { return }
            // An apostrophe at the end is a quotation mark.
            while word.last == "'" { word.removeLast() }
            if let number = Int(word), number < 1_000_000 {
                words += spoken(number)
            } else if !word.isEmpty {
                words.append(titles[word] ?? word)
            }
            word = ""
        }
        let characters = Array(text.lowercased())
        for (index, character) in characters.enumerated() {
            let next = index + 1 < characters.count ? characters[index + 1] : " "
            switch character {
            case "'", "’": if !word.isEmpty, next.isLetter { word.append("'") } else { end() }
            case ",": if !(word.last?.isNumber ?? false && next.isNumber) { end() }
            case "&":
                end()
                words.append("and")
            case _ where character.isLetter || character.isNumber:
                // "3rd" is a number and a word, as in "3 rd".
                if let last = word.last, last.isNumber != character.isNumber { end() }
                word.append(character)
            default: end()
            }
        }
        end()
        return words
    }

    private static func spoken(_ number: Int) -> [String] {
        switch number {
        case ..<20: [units[number]]
        case ..<100: [tens[number / 10 - 2]] + rest(number % 10)
        case ..<1_000: [units[number / 100], "hundred"] + rest(number % 100)
        default: spoken(number / 1_000) + ["thousand"] + rest(number % 1_000)
        }
    }

    private static func rest(_ number: Int) -> [String] { number == 0 ? [] : spoken(number) }
}
