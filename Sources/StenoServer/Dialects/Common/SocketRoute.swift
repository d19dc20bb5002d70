import SessionRuntime
import HTTPWebSocket
import Hummingbird
import Logging

/// The WebSockets of a ``Dialect``, at any path of its own port.
struct SocketRoute<Client: Dialect>: Sendable where Client.Input == WebSocketMessage, Client.Output == JSONValue {
    let service: StenoService
    let dialect: DialectName
    /// Whether a client without a place learns it by its handshake; else by the dialect's own words, once it has begun.
    let admitsAtHandshake: Bool
    let makeClient: @Sendable () -> Client

    /// Answers a handshake.
    /// - Throws: ``RequestRefusal``.
    func handle(_ request: Request, _ context: StenoRequestContext) throws -> Response {
        try self.service.checkDraining()
        let (service, principal, address) = (self.service, context.principal, context.clientAddress)
        var admit: @Sendable () throws -> SessionPermit = { try service.admit(principal, from: address) }
        if self.admitsAtHandshake {
            let place = try admit()
            admit = { place }
        }
        var logger = context.logger
        logger[metadataKey: "client"] = "\(address.map { "\($0)" } ?? "unknown")"
        logger[metadataKey: "hb.request.id"] = nil
        let subprotocols = [RequestCredential.keyMarker, RequestCredential.subprotocol]
        let response = try Response.webSocket(
            request, on: context.channel, subprotocols: subprotocols, logger: logger
        ) { [admit, logger] inbound, outbound in
            let session = DialectSession(
                self.makeClient(), dialect: self.dialect, service: service, owner: principal.id, logger: logger,
                admit: admit)
            await SocketConnection(
                session: session, inbound: inbound, outbound: outbound, slowClientLimit: service.slowClientLimit
            ).run()
        }
        self.service.drain.add(context.channel, owner: principal.id)
        return response
    }
}
