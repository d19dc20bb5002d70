// SPDX-License-Identifier: Apache-2.0

package import NIOCore

/// How many messages or frames a second a connection may bring, however small they are: a token bucket. A plain value; the
/// time is passed in.
///
/// 4,000 a second are eighty times what speech in messages of 20 ms needs. More of them wait with the client, as after a
/// break of the network; but messages with nearly nothing in them are a flood, which ends the connection.
package struct MessageRate: Equatable {
    private static let interval = TimeAmount.microseconds(250)
    /// What may come at any speed: 8,000 messages.
    private static let burst = TimeAmount.seconds(2)
    /// So many messages in a row, each at the rate or above it, with fewer bytes than this on average, are a flood. The
    /// shortest packets of speech have about 20 bytes.
    private static let flood = (messages: 16_000, bytesEach: 8)

    /// When those so far would be over, at the rate.
    private var end: NIODeadline
    /// What came since there was last time for more.
    private var (messages, bytes) = (0, 0)

    package init(now: NIODeadline) {
        self.end = now
    }

    /// So many came.
    /// - Parameter bytes: what is in them, together.
    package mutating func take(_ count: Int, bytes: Int, at now: NIODeadline) {
        if self.end <= now { (self.messages, self.bytes) = (0, 0) }
        self.end = max(self.end, now) + Self.interval * count
        self.messages += count
        self.bytes += bytes
    }

    /// How long to wait before more are read; zero or less for not at all.
    package func delay(at now: NIODeadline) -> TimeAmount { self.end - now - Self.burst }

    /// Whether what came is work for the server, and nothing else.
    package var isFlood: Bool {
        self.messages > Self.flood.messages && self.bytes < self.messages * Self.flood.bytesEach
    }
}
