// SPDX-License-Identifier: Apache-2.0

import WireText

/// What was said in a window of a channel. A plain value.
struct DeepgramResult: Sendable, Equatable {
    let channel: DeepgramChannelIndex
    /// In samples of 16 kHz.
    let window: Range<Int>
    let alternative: DeepgramAlternative
    /// Whether it never changes, and the next window begins where this one ends.
    var isFinal = true
    /// Whether a silence ended it.
    var isEndpoint = false
    /// Whether the client had asked for it.
    var isFinalization = false
    /// Where the terms stand that the client looks for.
    var search: JSONValue?

    /// Its fields, but for `type` and `metadata`.
    var fields: [String: JSONValue] {
        var channel: [String: JSONValue] = ["alternatives": [self.alternative.json]]
        channel["search"] = self.search
        return [
            "channel_index": self.channel.json, "start": .seconds(self.window.lowerBound),
            "duration": .seconds(self.window.count), "is_final": .flag(self.isFinal),
            "speech_final": .flag(self.isEndpoint), "from_finalize": .flag(self.isFinalization),
            "channel": .object(channel),
        ]
    }
}
