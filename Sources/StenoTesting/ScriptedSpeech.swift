// SPDX-License-Identifier: Apache-2.0

/// Speech for tests, whose samples know where they are.
///
/// Loud samples (in words) lie in 0.5 ..< 1, quiet ones near 2⁻¹⁴ (−84 dBFS). The mantissa of each holds its own
/// position, so a ``ScriptedRecognizer`` sees which part of the speech it was given, and whether a sample is missing,
/// doubled or out of place. Samples must reach it as they are: 32-bit floats at 16 kHz. At most 2²³ samples, 8 min 44
/// s.
public struct ScriptedSpeech: Sendable {
    /// A word and the samples it is spoken in.
    public struct Word: Sendable, Hashable {
        /// The word, without space.
        public var text: String
        /// Where it is spoken.
        public var range: Range<Int>
    }

    /// What is said.
    public private(set) var words: [Word] = []
    /// The speech, 16 kHz mono.
    public private(set) var samples: [Float] = []

    /// Speech in which nothing is said yet.
    public init() {}

    /// The words joined by spaces.
    public var text: String { words.map(\.text).joined(separator: " ") }

    /// Adds words, each followed by a gap.
    ///
    /// - Parameters:
    ///   - text: words separated by spaces.
    ///   - length: of each word, in samples.
    ///   - gap: silence after each word, in samples.
    public mutating func say(_ text: String, length: Int = 4_800, gap: Int = 960) {
        for word in text.split(separator: " ") {
            words.append(Word(text: String(word), range: samples.count..<(samples.count + length)))
            append(length, exponent: 126)
            pause(gap)
        }
    }

    /// Adds silence.
    public mutating func pause(_ length: Int) {
        append(length, exponent: 113)
    }

    /// Adds sound without words.
    public mutating func hum(_ length: Int) {
        append(length, exponent: 126)
    }

    private mutating func append(_ length: Int, exponent: UInt32) {
        precondition(samples.count + length <= 1 << 23, "scripted speech is too long for its positions")
        samples += (samples.count..<(samples.count + length)).map { Float(bitPattern: exponent << 23 | UInt32($0)) }
    }

    /// The position of a sample.
    static func position(of sample: Float) -> Int {
        Int(sample.bitPattern & (1 << 23 - 1))
    }
}
