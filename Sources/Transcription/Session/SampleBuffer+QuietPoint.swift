// SPDX-License-Identifier: Apache-2.0

internal import VoiceActivity

extension SampleBuffer {
    /// The best position in a range to divide the audio at.
    ///
    /// - Returns: the middle of the quietest 100 ms, of equals the one nearest the range's middle, and its level in
    ///   whole dBFS.
    func quietestPosition(in range: ClosedRange<Int>) -> (position: Int, level: Int) {
        let middle = range.lowerBound + range.count / 2
        let candidates = stride(from: range.lowerBound, through: range.upperBound, by: 160).map {
            ($0, level(around: $0))
        }
        return candidates.min { left, right in (left.1, abs(left.0 - middle)) < (right.1, abs(right.0 - middle)) }!
    }

    /// The level of the 100 ms around a position, in whole dBFS.
    private func level(around position: Int) -> Int {
        Int(SoundLevel.decibels(self[max(start, position - 800)..<min(end, position + 800)]))
    }
}
