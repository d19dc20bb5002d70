// SPDX-License-Identifier: Apache-2.0

/// When a client whose connection broke tries again, and when it gives up. A plain value.
///
/// The waits double, from half a second to eight, and each is shortened by chance by up to half, so that the clients of a server
/// that was restarted do not come back all at once.
public struct ReconnectPolicy: Sendable, Hashable {
    /// How long to go on trying; 0 never tries, nil tries forever.
    public var limit: Duration?

    /// A policy that gives up after a time, or never.
    public init(limit: Duration? = .seconds(60)) {
        self.limit = limit
    }

    /// How long to wait before an attempt.
    ///
    /// - Parameters:
    ///   - attempt: its number, from 0, since the connection last worked.
    ///   - elapsed: the time since then.
    /// - Returns: nil when it is time to give up.
    func delay(
        before attempt: Int, after elapsed: Duration, using generator: inout some RandomNumberGenerator
    ) -> Duration? {
        if let limit, elapsed >= limit { return nil }
        let longest = Duration.milliseconds(500 << min(attempt, 4))
        return longest * Double.random(in: 0.5...1, using: &generator)
    }
}
