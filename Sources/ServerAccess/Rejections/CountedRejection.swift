/// An error by which a WebSocket handshake is refused, and counted in `steno_sessions_refused_total`.
package protocol CountedRejection: Error {
    /// Why, one of few: the error's code as the client is told it.
    var reason: String { get }
}
