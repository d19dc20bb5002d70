// SPDX-License-Identifier: Apache-2.0

/// Notices that a decoder has begun to loop.
///
/// A loop is a run of the same tokens, so long and so often repeated that speech hardly does it. What a speaker did say twice
/// is recognized when the audio behind the cut is processed again.
struct RepetitionGuard: Sendable {
    /// Half of the longest text: two rounds.
    private static let longestPeriod = 112
    /// Repetitions that make a loop: short runs ("no, no, no") need more of them.
    private static func repetitions(period: Int, isImpatient: Bool) -> Int {
        switch period {
        case 1: 8
        case 2: 6
        case 3...5: 4
        case 6...24: isImpatient ? 2 : 3
        default: 2
        }
    }

    /// The first round of the loop at the end of `tokens`, nil if there is none.
    ///
    /// - Parameter impatientFrom: the token from which on a second round of a long run is enough.
    static func firstRound(in tokens: [Int], impatientFrom: Int = .max) -> Range<Int>? {
        for period in 1...longestPeriod {
            let isImpatient = tokens.count - 2 * period >= impatientFrom
            let needed = period * repetitions(period: period, isImpatient: isImpatient)
            guard tokens.count >= needed else { continue }
            let tail = tokens.count - needed
            if (tail + period..<tokens.count).allSatisfy({ tokens[$0] == tokens[$0 - period] }) {
                return tail..<tail + period
            }
        }
        return nil
    }
}
