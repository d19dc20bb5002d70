// SPDX-License-Identifier: Apache-2.0

/// Looks for the greatest number of streams that a server keeps up with: doubling until it does not, then bisection.
///
/// A value without a clock: numbers to try come out, whether they were kept up with goes in.
public struct CapacitySearch: Sendable, Hashable {
    /// The greatest number that the server kept up with; 0 for none yet.
    public private(set) var best = 0
    /// The least number that it did not keep up with.
    public private(set) var worst: Int?
    private let maximum: Int
    private let first: Int

    /// A search that begins with `first` and never tries more than `maximum`.
    public init(first: Int, maximum: Int) {
        self.first = max(1, min(first, maximum))
        self.maximum = max(1, maximum)
    }

    /// The number to try next; nil when the answer is known, to one in sixteen.
    public var next: Int? {
        guard let worst else {
            if best == 0 { return first }
            return best < maximum ? min(best * 2, maximum) : nil
        }
        return worst - best > max(1, best / 16) ? (best + worst) / 2 : nil
    }

    /// Notes how a try went.
    public mutating func record(_ streams: Int, isKept: Bool) {
        if isKept {
            best = max(best, streams)
        } else {
            worst = min(worst ?? streams, streams)
        }
    }
}
