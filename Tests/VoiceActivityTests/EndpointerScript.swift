// SPDX-License-Identifier: Apache-2.0

import VoiceActivity

/// An endpointer fed from a made-up course of speech, with sample positions for a clock.
struct EndpointerScript {
    static let window = VoiceActivityModel.windowSize

    var endpointer: Endpointer
    var position = 0
    var events: [Endpointer.Event] = []

    init(_ change: (inout Endpointer.Settings) -> Void = { _ in }) throws {
        var settings = Endpointer.Settings()
        change(&settings)
        endpointer = try Endpointer(settings: settings)
    }

    /// Windows of one probability and level.
    mutating func hear(_ windows: Int, probability: Float, level: Float = -20) {
        for _ in 0..<windows {
            events += endpointer.process(probability: probability, level: level, window: position)
            position += Self.window
        }
    }

    mutating func speak(_ windows: Int) { hear(windows, probability: 0.9) }

    mutating func pause(_ windows: Int) { hear(windows, probability: 0.01) }

    mutating func finish() { events += endpointer.finish(at: position) }

    /// The events since the last call.
    mutating func news() -> [Endpointer.Event] {
        defer { events = [] }
        return events
    }
}
