// SPDX-License-Identifier: Apache-2.0

/// How fast a session's audio is taken: a token bucket, refilled at a multiple of real time (the generic cell rate
/// algorithm of ITU-T I.371). A plain value; the time is passed in.
struct SpeedLimit: Equatable {
    typealias Instant = ContinuousClock.Instant

    /// Audio that is taken at any speed: what a client sends again after its connection broke.
    static let burst = Duration.seconds(60)

    private let factor: Double
    /// When the audio so far would be over, played at the limit.
    private var end: Instant

    /// - Parameter factor: audio seconds a second.
    init(factor: Double, now: Instant) {
        self.factor = factor
        self.end = now
    }

    /// Takes audio in.
    /// - Returns: how long to wait before it is transcribed.
    mutating func take(_ audio: Duration, at now: Instant) -> Duration {
        self.end = max(self.end, now) + audio / self.factor
        return max(.zero, self.end - now - Self.burst / self.factor)
    }
}
