// SPDX-License-Identifier: Apache-2.0

/// What English words of numbers mean. A plain value.
enum SpokenNumber {
    private static let units = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
        "thirteen",
        "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    ]
    private static let tens = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
    private static let scales = [
        "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000, "trillion": 1_000_000_000_000,
    ]

    /// A word of a number.
    enum Word: Equatable {
        /// 0 to 19.
        case unit(Int)
        /// 20 to 90, and 21 to 99 as one word.
        case tens(Int)
        case hundred
        /// 1,000 and more.
        case scale(Int)
    }

    private static let words: [String: Word] = {
        var words: [String: Word] = ["hundred": .hundred]
        for (value, unit) in units.enumerated() { words[unit] = .unit(value) }
        for (index, ten) in tens.enumerated() {
            words[ten] = .tens(20 + 10 * index)
            for unit in 1...9 { words["\(ten)-\(units[unit])"] = .tens(20 + 10 * index + unit) }
        }
        for (name, value) in scales { words[name] = .scale(value) }
        return words
    }()

    /// The number that a word is or is part of; nil for other words.
    static func word(_ key: String) -> Word? { words[key] }

    /// The value of a number in words such as `two hundred and five`, if they are one from their first to their last.
    static func value(of keys: some Sequence<String>) -> Int? {
        var (total, group) = (0, 0)
        var (last, lastScale): (Word?, Int) = (nil, .max)
        for key in keys {
            if key == "and" {
                guard last == .hundred || isScale(last) else { return nil }
                continue
            }
            guard let word = words[key] else { return nil }
            switch word {
            case .unit(let value):
                guard follows(last, isUnit: true, value: value, group) else { return nil }
                group += value
            case .tens(let value):
                guard follows(last, isUnit: false, value: value, group) else { return nil }
                group += value
            case .hundred:
                guard (1...9).contains(group), last != .hundred else { return nil }
                group *= 100
            case .scale(let value):
                guard value < lastScale, group > 0 else { return nil }
                total += group * value
                (group, lastScale) = (0, value)
            }
            last = word
        }
        return last == nil ? nil : total + group
    }

    private static func isScale(_ word: Word?) -> Bool { if case .scale = word { true } else { false } }

    /// Whether a unit or tens may stand behind a word of the same number.
    private static func follows(_ last: Word?, isUnit: Bool, value: Int, _ group: Int) -> Bool {
        switch last {
        case nil, .hundred, .scale: last == nil || value > 0
        case .tens(let tens): isUnit && (1...9).contains(value) && tens % 10 == 0
        case .unit: false
        }
    }

    /// How many digits a word stands for where numbers are spoken digit by digit; nil for other words.
    static func digits(in key: String) -> Int? {
        switch words[key] {
        case .unit(let value): value < 10 ? 1 : 2
        case .tens: 2
        case .hundred: 2
        case .scale: 3
        case nil: key == "oh" ? 1 : nil
        }
    }
}
