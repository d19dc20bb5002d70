import Hummingbird
import HummingbirdCore
import Logging
import NIOCore

extension ServerSettings {
    /// What serves a router on a port of the server's address.
    /// - Parameters:
    ///   - budget: what the connections of all ports may hold together.
    ///   - onListening: called once with the port that is listened on.
    func application(
        _ router: Router<StenoRequestContext>, port: Int, certificate: ServerCertificate?, budget: InboundBudget,
        logger: Logger,
        onListening: @escaping @Sendable (Int) async -> Void
    ) -> some ApplicationProtocol {
        Application(
            router: router,
            server: .http1WebSocket(settings: self.webSocket, certificate: certificate, budget: budget),
            configuration: ApplicationConfiguration(
                address: .hostname(self.host, port: port), serverName: "steno",
                availableConnectionsDelegate: .maximum(self.limits.connections, logger: logger)),
            onServerRunning: { channel in
                // Before all others, which take any error for the end of the server.
                try? await channel.eventLoop.submit {
                    try channel.pipeline.syncOperations.addHandler(
                        AcceptFailureHandler(logger: logger), position: .first)
                }.get()
                await onListening(channel.localAddress?.port ?? 0)
            },
            logger: logger
        )
    }
}
