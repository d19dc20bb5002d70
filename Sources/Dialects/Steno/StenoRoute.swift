// SPDX-License-Identifier: Apache-2.0

package import Hummingbird
package import ServerAccess
import SessionRuntime
import WireText

/// Steno's own WebSockets.
package struct StenoRoute: Sendable {
    private let service: DialectService

    package init(service: DialectService) {
        self.service = service
    }

    /// Answers a handshake.
    /// - Throws: ``Rejection``.
    package func handle(_ request: Request, _ context: StenoRequestContext) throws -> Response {
        let query = HTTPQuery.parse(request.uri.query ?? "").filter { !RequestCredential.isKey($0.name) }
        try self.service.checkDraining()
        // Who comes back has its permit still.
        let resumes = query.contains { $0.name == ResumeRequest.parameter }
        let permit = resumes ? nil : try self.service.admit(context.principal, from: context.clientAddress)
        let (id, model, settings) = (SessionID.make(), self.service.model, self.service.sessions.settings)
        return try self.service.webSocket(
            request, context, dialect: .steno, id: id, subprotocols: [RequestCredential.subprotocol],
            admit: {
                guard let permit else { throw SessionFault.unknownSession }
                return permit
            },
            makeClient: { StenoDialect(query: query, model: model, resumption: settings, id: id) })
    }
}
