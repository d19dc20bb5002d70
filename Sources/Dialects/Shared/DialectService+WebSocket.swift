// SPDX-License-Identifier: Apache-2.0

import HTTPWebSocket
import Hummingbird
import Logging
import ServerAccess
import SessionRuntime

extension DialectService {
    /// Answers a handshake with a WebSocket whose client speaks a dialect.
    /// - Parameters:
    ///   - dialect: its name.
    ///   - id: the name of the connection's only session; nil to make a name for each.
    ///   - subprotocols: those that the server speaks.
    ///   - settings: limits of this connection; nil for the server's.
    ///   - admit: gives a transcription its permit; throws ``Rejection``.
    ///   - makeClient: makes the client's side of the dialect, once the connection is open.
    func webSocket<Client: SocketDialect>(
        _ request: Request, _ context: StenoRequestContext, dialect: DialectName, id: String? = nil,
        subprotocols: [String], settings: WebSocketSettings? = nil,
        admit: @escaping @Sendable () throws -> SessionPermit, makeClient: @escaping @Sendable () -> Client
    ) throws -> Response {
        let owner = context.principal.id
        var logger = context.logger
        logger[metadataKey: "client"] = "\(context.clientAddress.map { "\($0)" } ?? "unknown")"
        logger[metadataKey: "hb.request.id"] = nil
        let response = try Response.webSocket(
            request, on: context.channel, subprotocols: subprotocols, settings: settings, logger: logger
        ) { [logger] inbound, outbound in
            let runner = DialectRunner(
                makeClient(), id: id, dialect: dialect.rawValue, environment: self.environment, owner: owner,
                logger: logger, admit: admit)
            await SocketConnection(
                runner: runner, inbound: inbound, outbound: outbound, slowClientLimit: self.slowClientLimit
            ).run()
        }
        self.drain.add(context.channel, owner: owner)
        return response
    }
}
