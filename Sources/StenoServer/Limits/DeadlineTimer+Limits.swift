import SessionRuntime

extension DeadlineTimer {
    /// The timer of a session under the limits of a server.
    convenience init(_ limits: LimitSettings) {
        self.init(duration: limits.sessionDuration, idle: limits.idleTimeout)
    }
}
