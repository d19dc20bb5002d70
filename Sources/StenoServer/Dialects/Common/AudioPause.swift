/// Notices that a client has sent no audio for a while. A plain value; the time is told to it.
struct AudioPause: Equatable {
    typealias Instant = ContinuousClock.Instant

    private let limit: Duration
    private var lastAudio: Instant
    /// Whether the client's audio waits for the server, and not the other way round.
    private var isHeldBack = false
    /// Whether there is audio since the last pause.
    private var isHeard = false

    /// - Parameter limit: how long a pause is.
    init(limit: Duration, now: Instant) {
        self.limit = limit
        self.lastAudio = now
    }

    /// Audio came; until ``resumed(at:)`` no more is read.
    mutating func audioArrived(at now: Instant) {
        self.lastAudio = now
        self.isHeldBack = true
        self.isHeard = true
    }

    /// More is read.
    mutating func resumed(at now: Instant) {
        self.lastAudio = now
        self.isHeldBack = false
    }

    /// Looks whether a pause began, which it tells once.
    /// - Returns: whether it did, and when to look again.
    mutating func check(at now: Instant) -> (began: Bool, next: Instant) {
        guard self.isHeard, !self.isHeldBack else { return (false, now + self.limit) }
        guard now >= self.lastAudio + self.limit else { return (false, self.lastAudio + self.limit) }
        self.isHeard = false
        return (true, now + self.limit)
    }
}
