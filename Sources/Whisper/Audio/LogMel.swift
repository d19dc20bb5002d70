// SPDX-License-Identifier: Apache-2.0

/// A log-mel spectrogram as Whisper's encoder takes it.
struct LogMel: Sendable, Equatable {
    /// The maximum of the log spectrum after the level has been fixed, in powers of ten.
    static let fixedLevel: Float = 1
    /// What silence reads in a spectrogram of fixed level: (1 − 8 + 4) / 4.
    static let silence: Float = (fixedLevel - 8 + 4) / 4

    /// Frames × bins, row by row.
    var values: [Float]
    var bins: Int

    var frames: Int { values.count / bins }
}
