import SessionRuntime

extension RequestRefusal {
    /// The body of a request trickles.
    static let bodyTimeout = RequestRefusal(
        .bodyTimeout, "The body of the request came too slowly. Send it again over a faster connection.")

    /// Tells of a limit of sessions.
    init(_ limit: SessionCounts.Limit) {
        let retryAfter = Duration.seconds(10)
        switch limit {
        case .all(let count):
            self.init(
                .serverFull, "All sessions of this server are taken (\(count)). Try again later.",
                retryAfter: retryAfter)
        case .key(let count):
            self.init(
                .keySessionLimit,
                "This API key has all of the sessions that it may have at a time (\(count)). Close a session, or try again later.",
                retryAfter: retryAfter)
        case .address(let count):
            self.init(
                .addressSessionLimit,
                "Your address has all of the sessions that it may have at a time (\(count)). Close a session, or try again later.",
                retryAfter: retryAfter)
        }
    }
}
