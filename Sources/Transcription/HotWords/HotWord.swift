// SPDX-License-Identifier: Apache-2.0

/// A phrase to expect.
public struct HotWord: Sendable, Hashable {
    /// The most characters of a phrase, as code points.
    public static let longest = 200
    /// The weights that are allowed.
    public static let weights: ClosedRange<Float> = -10...10

    /// What is said, without white space at its ends, and with one space between words.
    public let text: String
    /// How much likelier the phrase becomes, in multiples of the usual; below 0, how much less likely.
    public let weight: Float

    /// Makes a phrase.
    ///
    /// - Throws: ``HotWordsError`` if the text is empty, too long or has control characters, or the weight is out of ``weights``.
    public init(_ text: String, weight: Float = 1) throws(HotWordsError) {
        let scalars = text.unicodeScalars
        // Before anything looks at all of it.
        guard scalars.prefix(2 * Self.longest).count < 2 * Self.longest else { throw HotWordsError(.tooLong(text)) }
        let words = scalars.split(whereSeparator: { $0 == " " || $0 == "\u{A0}" })
        let plain = words.map { String(Substring($0)) }.joined(separator: " ")
        guard plain.unicodeScalars.count <= Self.longest else { throw HotWordsError(.tooLong(plain)) }
        let isControl = { (scalar: Unicode.Scalar) in
            scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .lineSeparator
                || scalar.properties.generalCategory == .paragraphSeparator
        }
        guard !scalars.contains(where: isControl) else { throw HotWordsError(.controlCharacter(text)) }
        let isSpoken = { (scalar: Unicode.Scalar) in
            scalar.properties.isAlphabetic || scalar.properties.numericType != nil
        }
        guard plain.unicodeScalars.contains(where: isSpoken) else { throw HotWordsError(.empty(plain)) }
        guard Self.weights.contains(weight) else { throw HotWordsError(.weight("\(weight)", of: plain)) }
        self.text = plain
        self.weight = weight
    }

    /// Reads a phrase with its weight, if it has one: `Steno`, `Steno:2`, or a tab in the place of the colon. What follows a colon
    /// is a weight if it begins like a number.
    ///
    /// - Throws: ``HotWordsError``, as ``init(_:weight:)``, and if the weight is no number.
    public init(parsing line: String) throws(HotWordsError) {
        if let tab = line.firstIndex(of: "\t") {
            try self.init(String(line[..<tab]), written: line[line.index(after: tab)...])
        } else if let colon = line.lastIndex(of: ":"), Self.isWeight(line[line.index(after: colon)...]) {
            try self.init(String(line[..<colon]), written: line[line.index(after: colon)...])
        } else {
            try self.init(line)
        }
    }

    private init(_ text: String, written weight: Substring) throws(HotWordsError) {
        let written = weight.drop { $0 == " " }.prefix { $0 != " " }
        guard let value = Float(written), value.isFinite, weight.allSatisfy({ $0 == " " || $0.isASCII }) else {
            throw HotWordsError(.weight(String(weight.prefix(40)), of: text))
        }
        try self.init(text, weight: value)
    }

    /// Whether a text behind a colon can only be meant as a weight.
    private static func isWeight(_ text: Substring) -> Bool {
        let text = text.drop { $0 == " " }
        guard let first = text.first else { return true }
        return first.isNumber || first == "-" || first == "+" || first == "." || Float(text) != nil
    }
}
