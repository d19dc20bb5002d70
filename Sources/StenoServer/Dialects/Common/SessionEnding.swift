import SessionRuntime
import HTTPWebSocket

/// What the end of a connection means for a session that ends with it, and what metrics call it.
enum SessionEnding: Equatable {
    /// What has arrived is still transcribed and told.
    case finish(because: String)
    /// Nobody listens any more.
    case abandon(because: String)

    /// - Parameter connection: how the client's messages ended; nil where that is not known.
    init(_ connection: WebSocketEnding?) {
        switch connection {
        case .dismissed(let close):
            let code: SessionFault.Code = close == .revokedKey ? .invalidKey : .serverShutdown
            self = .finish(because: code.rawValue)
        case .violation: self = .finish(because: SessionFault.Code.protocolError.rawValue)
        case .peerClosed: self = .abandon(because: "client_closed")
        case .connectionLost, .closedHere, nil: self = .abandon(because: "connection_lost")
        }
    }
}
