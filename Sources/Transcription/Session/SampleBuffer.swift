// SPDX-License-Identifier: Apache-2.0

/// The part of a session's audio that is still needed, addressed by position on the session's clock.
struct SampleBuffer: Sendable {
    /// The position of the first sample kept.
    private(set) var start = 0
    private var storage: [Float] = []
    private var discarded = 0

    /// The position after the last sample.
    var end: Int { start + storage.count - discarded }

    mutating func append(_ samples: some Collection<Float>) {
        storage.append(contentsOf: samples)
    }

    /// Forgets all samples before a position.
    mutating func discard(before position: Int) {
        let count = min(position, end) - start
        guard count > 0 else { return }
        discarded += count
        start += count
        // Moves the rest down only when that is less than what was discarded, so that each sample is moved once on
        // average.
        if discarded > storage.count / 2 {
            storage.removeFirst(discarded)
            discarded = 0
        }
    }

    /// The samples of a range that is kept.
    subscript(range: Range<Int>) -> ArraySlice<Float> {
        let shift = discarded - start
        return storage[(range.lowerBound + shift)..<(range.upperBound + shift)]
    }
}
