// SPDX-License-Identifier: Apache-2.0

package import Hummingbird
package import ServerAccess

/// Vosk's WebSockets, at any path of their own port.
package struct VoskRoute: Sendable {
    private let route: SocketRoute<VoskDialect>

    package init(service: DialectService) {
        self.route = SocketRoute(service: service, dialect: .vosk, admitsAtHandshake: true) { VoskDialect() }
    }

    /// Answers a handshake.
    /// - Throws: ``Rejection``.
    package func handle(_ request: Request, _ context: StenoRequestContext) throws -> Response {
        try self.route.handle(request, context)
    }
}
