/// Notices that a decoder has begun to loop.
///
/// A loop is a run of the same tokens, of any period up to 24, so long and so often repeated that speech does not do it.
struct RepetitionGuard: Sendable {
    private static let longestPeriod = 24
    /// Repetitions that make a loop: short runs ("no, no, no") need more of them.
    private static func repetitions(period: Int) -> Int {
        switch period {
        case 1: 8
        case 2: 6
        case 3...5: 4
        default: 3
        }
    }

    /// Where the loop at the end of `tokens` begins its second round, nil if there is none.
    static func loopStart(in tokens: [Int]) -> Int? {
        for period in 1...longestPeriod {
            let needed = period * repetitions(period: period)
            guard tokens.count >= needed else { continue }
            let tail = tokens.count - needed
            if (tail + period..<tokens.count).allSatisfy({ tokens[$0] == tokens[$0 - period] }) {
                return tail + period
            }
        }
        return nil
    }
}
