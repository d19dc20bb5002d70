// SPDX-License-Identifier: Apache-2.0

package import Hummingbird
package import ServerAccess

/// WhisperLive's WebSockets, at any path of their own port.
package struct WhisperLiveRoute: Sendable {
    private let route: SocketRoute<WhisperLiveDialect>

    package init(service: DialectService) {
        let model = service.model
        // Its clients are notified to wait by a message that repeats who they are.
        self.route = SocketRoute(service: service, dialect: .whisperLive, admitsAtHandshake: false) {
            WhisperLiveDialect(model: model)
        }
    }

    /// Answers a handshake.
    /// - Throws: ``Rejection``.
    package func handle(_ request: Request, _ context: StenoRequestContext) throws -> Response {
        try self.route.handle(request, context)
    }
}
