// SPDX-License-Identifier: Apache-2.0

/// A stretch of voice with no long pause in it, in cells of 0.1 s of voice, each with its place on the session's clock.
struct VoiceStretch: Sendable {
    /// Samples in a cell.
    static let cell = 1600

    let number: Int
    /// The clock at which each cell begins.
    private(set) var cells: [Int] = []
    /// Samples of voice.
    private(set) var count = 0
    /// The clock at the end of its last voice.
    private(set) var end = 0

    init(number: Int) {
        self.number = number
    }

    /// Adds voice that begins at `clock`.
    mutating func append(_ samples: Int, at clock: Int) {
        while cells.count * Self.cell < count + samples {
            cells.append(clock + cells.count * Self.cell - count)
        }
        count += samples
        end = clock + samples
    }

    /// The clock at the start of the first cell.
    var start: Int { cells.first ?? end }
}
