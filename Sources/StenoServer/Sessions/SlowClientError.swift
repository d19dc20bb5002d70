/// A client that does not read what it is told.
struct SlowClientError: Error, Equatable, CustomStringConvertible {
    /// How long it has read nothing.
    let limit: Duration

    var description: String {
        "The client has not read its messages for \(self.limit). Read them as they come."
    }
}
