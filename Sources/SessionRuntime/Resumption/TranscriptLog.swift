// SPDX-License-Identifier: Apache-2.0

/// All finals of a session joined by a space. A plain value.
///
/// It goes along with every final, so it is bounded: beyond a million bytes, some twenty hours of speech, whole finals
/// fall off its beginning.
struct TranscriptLog {
    private var finals: [(number: Int, text: String)] = []
    private var size = 0
    private let limit: Int

    init(limit: Int = 1_000_000) {
        self.limit = limit
    }

    /// The finals up to and including the one with this number.
    func text(through number: Int = .max) -> String {
        self.finals.prefix { $0.number <= number }.map(\.text).joined(separator: " ")
    }

    /// Adds a final, whose number is greater than those before.
    mutating func append(_ final: String, number: Int) {
        self.finals.append((number, final))
        self.size += final.utf8.count + 1
        var dropped = 0
        while self.size > self.limit, dropped < self.finals.count - 1 {
            self.size -= self.finals[dropped].text.utf8.count + 1
            dropped += 1
        }
        self.finals.removeFirst(dropped)
    }
}
