package import NIOCore

/// How many messages or frames a second a connection may bring, however small they are: a token bucket. A plain value; the
/// time is told to it.
///
/// 4,000 a second are eighty times what speech in messages of 20 ms needs.
package struct MessageRate: Equatable {
    private static let interval = TimeAmount.microseconds(250)
    /// What may come at any speed: 8,000 messages.
    private static let burst = TimeAmount.seconds(2)

    /// When those so far would be over, at the rate.
    private var end: NIODeadline

    package init(now: NIODeadline) {
        self.end = now
    }

    /// So many came.
    package mutating func take(_ count: Int, at now: NIODeadline) {
        self.end = max(self.end, now) + Self.interval * count
    }

    /// How long to wait before more are read; zero or less for not at all.
    package func delay(at now: NIODeadline) -> TimeAmount { self.end - now - Self.burst }
}
