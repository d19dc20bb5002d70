/// A client's request to resume a session.
struct ResumeRequest: Equatable {
    let session: String
    let token: String
    /// The number of the last event that the client has seen; 0 for none.
    let lastEvent: Int
}
