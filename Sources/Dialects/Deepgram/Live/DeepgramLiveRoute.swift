// SPDX-License-Identifier: Apache-2.0

import HTTPWebSocket
import Hummingbird
import Logging
import ServerAccess
import SessionRuntime
import WireText

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// `GET /v1/listen`: a WebSocket for live transcription.
struct DeepgramLiveRoute: Sendable {
    let service: DialectService

    /// What browsers offer beside their key; one of them is agreed on.
    private static let subprotocols = ["token", "bearer"]

    /// Whether a client is notified of a bad key only after the upgrade: a page sees nothing of a rejected handshake.
    static func rejectsAfterUpgrade(_ request: Request) -> Bool {
        request.method == .get && request.uri.path == DeepgramRoutes.path
            && WebSocketHandshake.isRequested(by: request.head) && request.headers[.authorization] == nil
            && request.headers[.origin] != nil
            && WebSocketHandshake.subprotocols(offeredBy: request.head).contains { Self.subprotocols.contains($0) }
    }

    /// Answers a handshake.
    /// - Throws: ``DeepgramError``, ``Rejection``.
    func handle(_ request: Request, _ context: StenoRequestContext) throws -> Response {
        if let refusal = context.refusal { return try self.refuse(DeepgramError(refusal), request, context) }
        try self.service.checkDraining()
        let options = try DeepgramOptions(
            query: HTTPQuery.parse(request.uri.query ?? ""), model: self.service.model)
        let permit = try self.service.admit(
            context.principal, from: context.clientAddress, transcriptions: options.transcripts)
        let (service, id) = (self.service, DeepgramRequestID.make())
        var response = try service.webSocket(
            request, context, dialect: .deepgram, id: id, subprotocols: Self.subprotocols, admit: { permit }
        ) {
            let created = Date.now.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
            return DeepgramDialect(id: id, options: options, model: DeepgramModel(service.model), created: created)
        }
        response.headers[.deepgramRequestID] = id
        return response
    }

    private func refuse(_ error: DeepgramError, _ request: Request, _ context: StenoRequestContext) throws -> Response {
        self.service.metrics.sessionRejected(context.refusal?.reason ?? "invalid_key")
        var response = try Response.webSocket(
            request, on: context.channel, subprotocols: Self.subprotocols, logger: context.logger
        ) { _, outbound in
            outbound.close(.policyViolation, reason: "\(error.code): \(error.message)")
        }
        response.headers[.deepgramRequestID] = DeepgramRequestID.make()
        return response
    }
}
