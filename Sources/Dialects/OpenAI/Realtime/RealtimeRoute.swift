// SPDX-License-Identifier: Apache-2.0

import HTTPWebSocket
import Hummingbird
import Logging
import NIOCore
import ServerAccess
import SessionRuntime
import WireText

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// `GET /v1/realtime`: a WebSocket for live transcription.
struct RealtimeRoute: Sendable {
    let service: DialectService
    let access: AccessControl
    let settings: WebSocketSettings

    /// Its own path, and that of Azure's clients.
    private static let paths = OpenAIRoutes.prefixes.map { "\($0)/realtime" }
    /// The subprotocol that is agreed on: browsers offer their key as another.
    private static let subprotocol = "realtime"
    /// 15 MiB of audio are 20 MiB in base64.
    private static let messageSize = 24 * 1024 * 1024

    /// Whether a client is notified of a bad key only after the upgrade: a browser sees nothing of a rejected handshake.
    static func rejectsAfterUpgrade(_ request: Request) -> Bool {
        request.method == .get && Self.paths.contains(request.uri.path)
            && WebSocketHandshake.isRequested(by: request.head) && request.headers[.authorization] == nil
            && WebSocketHandshake.subprotocols(offeredBy: request.head).contains(Self.subprotocol)
    }

    /// Answers a handshake.
    /// - Throws: ``Rejection``.
    func handle(_ request: Request, _ context: StenoRequestContext) async throws -> Response {
        if let refusal = context.refusal {
            return try self.refuse(OpenAIError(refusal, isHandshake: true), request, context)
        }
        try self.service.checkDraining()
        let configuration = try self.configuration(request)
        let permit = try self.service.admit(context.principal, from: context.clientAddress)
        let (form, id, service) = (RealtimeForm(request.head), "sess_\(SessionID.make())", self.service)
        var limits = self.settings
        limits.maximumFrameSize = max(limits.maximumFrameSize, Self.messageSize)
        limits.maximumMessageSize = max(limits.maximumMessageSize, Self.messageSize)
        return try service.webSocket(
            request, context, dialect: .openAI, id: id, subprotocols: [Self.subprotocol], settings: limits,
            admit: { permit }
        ) {
            let lifetime = service.limits.sessionDuration.map { Int($0.components.seconds) }
            return RealtimeDialect(
                id: id, form: form, configuration: configuration, model: service.model,
                expires: lifetime.map { Int(Date.now.timeIntervalSince1970) + $0 } ?? 0)
        }
    }

    /// What the session begins with: what its client secret says, or the model of the query.
    private func configuration(_ request: Request) throws -> RealtimeConfiguration {
        let query = HTTPQuery.parse(request.uri.query ?? "")
        var name = self.service.model.name
        if case .text(let model)? = query.last(where: { $0.name == "model" })?.value, !model.isEmpty { name = model }
        var configuration = RealtimeConfiguration(modelName: name)
        if let session = self.access.session(of: RequestCredential.find(in: request), at: .now) {
            try configuration.apply(try JSONValue(parsing: session), model: self.service.model)
        }
        return configuration
    }

    private func refuse(_ error: OpenAIError, _ request: Request, _ context: StenoRequestContext) throws -> Response {
        let text = try RealtimeServerEvent.error(error).json(id: "event_1").json()
        self.service.metrics.sessionRejected(context.refusal?.reason ?? "invalid_key")
        return try Response.webSocket(
            request, on: context.channel, subprotocols: [Self.subprotocol], logger: context.logger
        ) { _, outbound in
            outbound.post(.text(text))
            outbound.close(
                WebSocketCloseCode(rawValue: 3000),
                reason: "\(error.kind.rawValue).\(error.code ?? "invalid_api_key")")
        }
    }
}
