// SPDX-License-Identifier: Apache-2.0

import WireText

/// Which of how many channels. A plain value.
struct DeepgramChannelIndex: Sendable, Equatable {
    let index: Int
    let count: Int

    var json: JSONValue { [.integer(self.index), .integer(self.count)] }
}
