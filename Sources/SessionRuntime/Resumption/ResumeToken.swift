// SPDX-License-Identifier: Apache-2.0

/// What a client has to show to go on with a session: 128 random bits in hexadecimal.
package struct ResumeToken: Sendable {
    package let text: String

    /// Makes one from the system's random numbers, which nobody can guess.
    package init() {
        self.text = (0..<2).map { _ in
            let digits = String(UInt64.random(in: .min ... .max), radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }

    /// Compares in a time that does not depend on how much of the text is right.
    package func matches(_ other: String) -> Bool {
        let (mine, theirs) = (Array(self.text.utf8), Array(other.utf8))
        guard mine.count == theirs.count else { return false }
        return zip(mine, theirs).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
