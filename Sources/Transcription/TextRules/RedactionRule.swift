// SPDX-License-Identifier: Apache-2.0

/// Hides numbers and addresses.
struct RedactionRule: TextRule {
    /// The date and the code of a card may follow its number.
    private static let cardDigits = 13...
    private static let phoneDigits = 7...
    /// Words that have to follow a number before it is sure that it is none that is hidden.
    private static let wordsBehind = 2

    private let redactions: Set<Redaction>

    init(_ redactions: Set<Redaction>) {
        self.redactions = redactions
    }

    func apply(_ words: [WrittenWord]) -> [WrittenWord] {
        let words = redactions.contains(.emails) ? hidingEmails(words) : words
        var written: [WrittenWord] = []
        var index = 0
        while index < words.count {
            let count = Self.numberLength(at: words[index...])
            guard count > 0 else {
                written.append(words[index])
                index += 1
                continue
            }
            let run = words[index..<index + count]
            written += redaction(of: run).map { WrittenWord.replacing(run, with: [$0.mark]) } ?? Array(run)
            index += count
        }
        return written
    }

    func openWords(in words: [WrittenWord]) -> Int { max(openNumber(in: words), openEmail(in: words)) }

    // MARK: Numbers

    /// What hides a number, if anything does.
    private func redaction(of run: ArraySlice<WrittenWord>) -> Redaction? {
        let digits = run.reduce(0) { $0 + (Self.digits(in: $1) ?? 0) }
        if redactions.contains(.cards), Self.cardDigits.contains(digits) { return .cards }
        if redactions.contains(.phones), Self.phoneDigits.contains(digits) { return .phones }
        return redactions.contains(.numbers) ? .numbers : nil
    }

    /// How many words the number has that a text begins with.
    private static func numberLength(at words: ArraySlice<WrittenWord>) -> Int {
        guard let first = words.first, !first.core.isEmpty, first.key != "dash" else { return 0 }
        var length = 0
        for (count, word) in zip(1..., words) {
            guard let digits = Self.digits(in: word) else { break }
            // "Oh" is a digit among others only.
            if digits > 0, word.key != "oh" || length > 0 { length = count }
        }
        return length
    }

    /// How many digits a word stands for: 0 for what may stand within a number; nil for other words.
    private static func digits(in word: WrittenWord) -> Int? {
        if word.core.isEmpty || ["dash", "double", "triple"].contains(word.key) { return 0 }
        let spoken = word.key.split { !$0.isLetter }.compactMap { SpokenNumber.digits(in: String($0)) }.reduce(0, +)
        let written = word.core.unicodeScalars.count { scalar in
            [.decimalNumber, .otherNumber, .letterNumber].contains(scalar.properties.generalCategory)
        }
        return spoken + written > 0 ? spoken + written : nil
    }

    private func openNumber(in words: [WrittenWord]) -> Int {
        guard redactions != [.emails] else { return 0 }
        let behind = words.reversed().prefix { Self.digits(in: $0) == nil }
        guard behind.count < Self.wordsBehind else { return 0 }
        let run = words.dropLast(behind.count).reversed().prefix { Self.digits(in: $0) != nil }
        return run.isEmpty ? 0 : run.count + behind.count
    }

    // MARK: Addresses

    private func hidingEmails(_ words: [WrittenWord]) -> [WrittenWord] {
        var written: [WrittenWord] = []
        var index = 0
        while index < words.count {
            if words[index].text.contains("@") {
                written += WrittenWord.replacing(words[index...index], with: [Redaction.emails.mark])
                index += 1
            } else if words[index].key == "at", let last = Self.domainEnd(in: words, after: index) {
                let count = Self.localPart(in: written)
                let name = written.suffix(count)
                written.removeLast(count)
                written += WrittenWord.replacing(name + words[index...last], with: [Redaction.emails.mark])
                index = last + 1
            } else {
                written.append(words[index])
                index += 1
            }
        }
        return written
    }

    /// The last word of a domain behind "at": `gmail.com`, or `gmail dot com`.
    private static func domainEnd(in words: [WrittenWord], after at: Int) -> Int? {
        var last = at + 1
        guard last < words.count, !words[last].core.isEmpty else { return nil }
        let isWritten = words[last].core.dropFirst().dropLast().contains(".")
        while last + 2 < words.count, words[last + 1].key == "dot" { last += 2 }
        return isWritten || last > at + 1 ? last : nil
    }

    /// How many words before "at" belong to the address: `john dot smith`.
    private static func localPart(in words: [WrittenWord]) -> Int {
        guard let last = words.last else { return 0 }
        var count = joiners.contains(last.key) && words.count > 1 ? 2 : 1
        while count + 2 <= words.count, joiners.contains(words[words.count - count - 1].key) { count += 2 }
        return count
    }

    private static let joiners: Set<String> = ["dot", "underscore", "dash", "hyphen"]

    /// Any last word may be a name before "at"; behind "at" two words show whether it is an address.
    private func openEmail(in words: [WrittenWord]) -> Int {
        guard redactions.contains(.emails), !words.isEmpty else { return 0 }
        func withName(_ start: Int) -> Int { words.count - start + Self.localPart(in: Array(words[..<start])) }
        // The end of an address may go on, as in "co dot uk".
        for at in words.indices where words[at].key == "at" {
            if Self.domainEnd(in: words, after: at) ?? at + 1 >= words.count - 2 { return withName(at) }
        }
        return Self.localPart(in: words)
    }
}
