// SPDX-License-Identifier: Apache-2.0

import AudioInput
import Synchronization

/// A bar for a recording that is transcribed. Any thread may update it.
final class FileProgress: Sendable {
    private let name: String
    private let duration: Double?
    private let line = StatusLine()
    private let lastPercent = Mutex(-1)

    /// A bar for a recording, which is opened to learn its length.
    /// - Parameter place: what comes before its name, such as `[12/50] `.
    init(_ input: RecordingInput, place: String = "") throws {
        name = place + (input.name.split(separator: "/").last.map(String.init) ?? input.name)
        duration = try AudioFile(input).duration
    }

    /// Shows how many seconds are done.
    func update(seconds: Double) {
        guard let duration, duration > 0 else { return }
        let fraction = min(1, seconds / duration)
        lastPercent.withLock { last in
            guard Int(fraction * 100) > last else { return }
            last = Int(fraction * 100)
            line.show("\(name)  \(ProgressBar.text(fraction, width: 24)) \("\(last)".leftPadded(to: 3)) %")
        }
    }

    /// Removes the bar.
    func finish() {
        line.clear()
    }
}
