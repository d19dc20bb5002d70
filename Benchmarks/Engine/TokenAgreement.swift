// SPDX-License-Identifier: Apache-2.0

/// The words, as tokens, on which two passes agreed, without the last two: what a live session has promised its client.
struct TokenAgreement {
    private(set) var stable: [[Int]] = []
    private var previous: [[Int]] = []

    mutating func update(_ words: [[Int]]) {
        let agreed = zip(words.dropLast(2), previous).prefix { $0 == $1 }.count
        stable = Array(words.prefix(max(stable.count, agreed)))
        previous = words
    }
}
