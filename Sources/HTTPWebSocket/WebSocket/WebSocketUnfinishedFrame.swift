// SPDX-License-Identifier: Apache-2.0

/// How many bytes of a connection make no whole frame yet. A plain value.
struct WebSocketUnfinishedFrame: Equatable {
    private(set) var bytes = 0
    private var hasFrame = false

    /// Bytes came.
    mutating func add(_ count: Int) {
        self.bytes += count
        self.hasFrame = false
    }

    /// They made a frame whole.
    /// - Parameter length: of its payload, masked.
    mutating func removeFrame(length: Int) {
        let header = length < 126 ? 6 : length <= 0xFFFF ? 8 : 14
        self.bytes = max(0, self.bytes - header - length)
        self.hasFrame = true
    }

    /// All frames were taken out. What is left after one came with it, however long its header was.
    mutating func finish(chunk count: Int) {
        if self.hasFrame { self.bytes = min(self.bytes, count) }
    }
}
