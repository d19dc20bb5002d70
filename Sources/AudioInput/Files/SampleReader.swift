// SPDX-License-Identifier: Apache-2.0

/// Reads the samples of a recording, whatever its format.
protocol SampleReader: Sendable {
    /// In Hz.
    var sampleRate: Int { get }
    var channels: Int { get }
    /// The length in seconds that the recording announces; nil where it does not.
    var duration: Double? { get }
    /// Whether that is no estimate.
    var isDurationExact: Bool { get }

    /// Interleaved samples of the next frames; none at the end.
    mutating func next() -> [Float]

    /// Tells whether the end was a good one, after ``next()`` gave nothing.
    ///
    /// - Throws: ``AudioInputError`` with code `truncated`, `beyondLimits` or `empty`.
    func checkEnd() throws(AudioInputError)
}
