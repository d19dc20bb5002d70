// SPDX-License-Identifier: Apache-2.0

import HTTPWebSocket
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServerAccess

extension ServerSettings {
    /// What serves a router on a port of the server's addresses.
    /// - Parameters:
    ///   - option: the command line's option for the port.
    ///   - budget: what the connections of all ports may hold together.
    ///   - onListening: called once with the port that is listened on.
    func listener(
        _ router: Router<StenoRequestContext>, port: Int, option: String, certificate: ServerCertificate?,
        budget: InboundBudget, logger: Logger, onListening: @escaping @Sendable (Int) async -> Void
    ) -> PortListener {
        let responder = router.buildResponder()
        return PortListener(
            hosts: self.addresses, port: port, option: option, logger: logger, onListening: onListening
        ) { [self] in
            self.application(
                responder, host: $0, port: $1, certificate: certificate, budget: budget, logger: logger,
                onListening: $2)
        }
    }

    /// What serves a router's routes on a port of one address.
    private func application(
        _ responder: RouterResponder<StenoRequestContext>, host: String, port: Int, certificate: ServerCertificate?,
        budget: InboundBudget, logger: Logger, onListening: @escaping @Sendable (Int) async -> Void
    ) -> some ApplicationProtocol {
        Application(
            responder: responder,
            server: .http1WebSocket(
                settings: self.webSocket, certificate: certificate, budget: budget,
                additionalHandlers: { [RequestHeadHandler(), BodyPaceHandler(), BodyGatheringHandler()] }),
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port), serverName: "steno",
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
