// SPDX-License-Identifier: Apache-2.0

import Dialects
import HTTPWebSocket
import Hummingbird
import HummingbirdCore
import Logging
import ServerAccess
import ServiceLifecycle

/// What listens on the ports beside the server's own: one for each dialect that is switched on.
struct PortListeners: Sendable {
    let service: StenoService
    let access: AccessControl
    let settings: ServerSettings
    let certificate: ServerCertificate?
    let logger: Logger
    /// Called with each port that is listened on.
    let onListening: @Sendable (DialectPort, Int) async -> Void

    /// One for each port.
    var services: [any Service] {
        self.settings.dialectPorts.sorted { $0.key.rawValue < $1.key.rawValue }.map { self.listener($0, port: $1) }
    }

    private func listener(_ dialect: DialectPort, port: Int) -> PortListener {
        switch dialect {
        case .vosk: self.webSockets(VoskRoute(service: self.service.dialects).handle, dialect, port: port)
        case .whisperLive:
            self.webSockets(WhisperLiveRoute(service: self.service.dialects).handle, dialect, port: port)
        case .wyoming:
            PortListener(
                hosts: self.settings.addresses, port: port, option: dialect.option, logger: self.logger,
                onListening: { await self.onListening(dialect, $0) },
                make: {
                    WyomingListener(
                        service: self.service.dialects, settings: self.settings, host: $0, port: $1,
                        logger: self.logger,
                        onListening: $2)
                })
        }
    }

    private func webSockets(
        _ handle: @escaping @Sendable (Request, StenoRequestContext) throws -> Response, _ dialect: DialectPort,
        port: Int
    ) -> PortListener {
        let routes = StenoRoutes(service: self.service, access: self.access, settings: self.settings)
        let router = routes.guarded(openPaths: OpenPaths([]))
        for path: RouterPath in ["/", "/**"] {
            router.get(path) { request, context in try handle(request, context) }
        }
        return self.settings.listener(
            router, port: port, option: dialect.option, certificate: self.certificate,
            budget: self.service.dialects.inboundBudget, logger: self.logger
        ) { await self.onListening(dialect, $0) }
    }
}
