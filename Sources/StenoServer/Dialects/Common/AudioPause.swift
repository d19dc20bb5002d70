import SessionRuntime

/// Notices that a client has sent no audio for a while. A plain value; the time is told to it.
struct AudioPause: Equatable {
    typealias Instant = ContinuousClock.Instant

    private let limit: Duration
    private var silence: AudioSilence
    /// Whether there is audio since the last pause.
    private var isHeard = false

    /// - Parameter limit: how long a pause is.
    init(limit: Duration, now: Instant) {
        self.limit = limit
        self.silence = AudioSilence(now: now)
    }

    /// Audio came; until ``resumed(at:)`` no more is read.
    mutating func audioArrived(at now: Instant) {
        self.silence.audioArrived(at: now)
        self.isHeard = true
    }

    /// More is read.
    mutating func resumed(at now: Instant) {
        self.silence.resumed(at: now)
    }

    /// Looks whether a pause began, which it tells once.
    /// - Returns: whether it did, and when to look again.
    mutating func check(at now: Instant) -> (began: Bool, next: Instant) {
        guard self.isHeard else { return (false, now + self.limit) }
        let end = self.silence.start(at: now) + self.limit
        guard now >= end else { return (false, end) }
        self.isHeard = false
        return (true, now + self.limit)
    }
}
