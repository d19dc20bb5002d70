// SPDX-License-Identifier: Apache-2.0

import HTTPWebSocket
import SessionRuntime

/// What the end of a connection means for a session that ends with it, and what metrics call it.
enum SessionEnding: Equatable {
    /// What has arrived is still transcribed and told.
    case finish(because: SessionFault)
    /// The client has no more interest in it.
    case abandon(because: String)
    /// The connection broke.
    case lose(because: String)

    /// - Parameter connection: how the client's messages ended; nil where that is not known.
    init(_ connection: WebSocketEnding?) {
        switch connection {
        case .dismissed(let close):
            self = .finish(because: close == .revokedKey ? .revokedKey : .shutdown)
        case .violation(let close):
            let code: SessionFault.Code = close.code == .messageTooBig ? .messageTooBig : .protocolError
            self = .finish(because: SessionFault(code, "The connection cannot continue: \(close.reason)."))
        case .peerClosed(let close):
            // Other codes come from libraries and proxies that noticed a broken connection.
            let isMeant = [nil, .normal, .goingAway].contains(close.code)
            self = isMeant ? .abandon(because: "client_closed") : .lose(because: "client_closed")
        case .connectionLost, .closedHere, nil: self = .lose(because: "connection_lost")
        }
    }
}
