// SPDX-License-Identifier: Apache-2.0

/// When each part of a recording is due, so that it is sent as fast as it was spoken, or a multiple of that.
struct Pace {
    /// 1 is real time; 0 knows no waiting.
    var speed: Double

    /// How long after the start `seconds` of the recording have been spoken; a piece is due when all of it has.
    func delay(after seconds: Double) -> Duration {
        speed > 0 ? .seconds(seconds / speed) : .zero
    }
}
