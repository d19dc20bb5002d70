// SPDX-License-Identifier: Apache-2.0

import HTTPWebSocket
import Hummingbird
import Logging
import ServerAccess
import SessionRuntime

/// The WebSockets of a ``SocketDialect``, at any path of its own port.
struct SocketRoute<Client: SocketDialect>: Sendable {
    let service: DialectService
    let dialect: DialectName
    /// Whether a client that gets no permit learns it by its handshake; else by the dialect's own words, once it has begun.
    let admitsAtHandshake: Bool
    let makeClient: @Sendable () -> Client

    /// Answers a handshake.
    /// - Throws: ``Rejection``.
    func handle(_ request: Request, _ context: StenoRequestContext) throws -> Response {
        try self.service.checkDraining()
        let (service, principal, address) = (self.service, context.principal, context.clientAddress)
        var admit: @Sendable () throws -> SessionPermit = { try service.admit(principal, from: address) }
        if self.admitsAtHandshake {
            let permit = try admit()
            admit = { permit }
        }
        return try service.webSocket(
            request, context, dialect: self.dialect,
            subprotocols: [RequestCredential.keyMarker, RequestCredential.subprotocol], admit: admit,
            makeClient: self.makeClient)
    }
}
