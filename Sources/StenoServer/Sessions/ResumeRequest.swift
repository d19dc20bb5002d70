/// A client's wish to go on with a session, from the query of its handshake.
struct ResumeRequest: Equatable {
    /// The parameter that makes a handshake one.
    static let parameter = "resume"

    let session: String
    let token: String
    /// The number of the last event that the client has seen; 0 for none.
    let lastEvent: Int

    /// Reads the wish; nil when the query has no `resume`.
    /// - Throws: ``StenoProtocolError`` `invalid_parameter` when `last_event` is no number.
    init?(query: [(name: String, value: StenoValue)]) throws(StenoProtocolError) {
        let value = { (name: String) in query.last { $0.name == name }?.value }
        guard case .text(let session)? = value(Self.parameter) else { return nil }
        let lastEvent = value("last_event") ?? .number(0)
        guard let number = lastEvent.number, let number = Int(exactly: number), number >= 0 else {
            throw StenoProtocolError(
                .invalidParameter,
                "last_event is \(lastEvent.shown), which must be the number of the last event seen, or 0.")
        }
        self.session = session
        self.lastEvent = number
        if case .text(let token)? = value("resume_token") { self.token = token } else { self.token = "" }
    }
}
