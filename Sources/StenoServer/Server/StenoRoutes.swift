// SPDX-License-Identifier: Apache-2.0

import Dialects
import HTTPTypes
import HTTPWebSocket
import Hummingbird
import NIOCore
import ServerAccess
import ServiceLifecycle
import SessionRuntime
import TranscriptJournal

/// What is served at which path.
struct StenoRoutes: Sendable {
    let service: StenoService
    let access: AccessControl
    let settings: ServerSettings

    /// The router with all routes.
    func router() -> Router<StenoRequestContext> {
        let page = PageFile.all
        let openPaths = OpenPaths(page.keys.map { "/\($0)" } + ["/", "/healthz", "/readyz", "/sample.wav"])
        let router = self.guarded(openPaths: openPaths, rejectsLater: DialectRejections.areToldAfterUpgrade)
        let dialects = self.service.dialects
        let sessions = StenoRoute(service: dialects)
        router.get("/") { request, context in
            if WebSocketHandshake.isRequested(by: request.head) { return try sessions.handle(request, context) }
            guard let index = page["index.html"] else { throw Self.notFound("This server has no page.") }
            return index.response(to: request)
        }
        router.get("/ws/transcribe") { request, context in try sessions.handle(request, context) }
        for (name, file) in page {
            router.get(RouterPath("/\(name)")) { request, _ in file.response(to: request) }
        }
        router.post("/v1/tokens") { request, context in
            try await TokenRoute(access: self.access).handle(request, context)
        }
        router.get("/healthz") { _, _ in "ok\n" }
        router.get("/readyz") { _, _ in try self.service.readiness.response() }
        router.get("/metrics") { request, _ in
            // The router ignores slashes too many, with which the path would pass a proxy that hides it.
            guard request.uri.path == "/metrics" else { throw Self.notFound("There is no such path.") }
            return self.service.metricsEndpoint.response()
        }
        router.get("/v1/sessions/:id") { request, context in
            try await JournalRoute(journal: dialects.environment.journal)
                .response(to: request, context, owner: context.principal.id)
        }
        OpenAIRoutes(service: dialects, access: self.access, webSocket: self.settings.webSocket).add(to: router)
        DeepgramRoutes(service: dialects).add(to: router)
        router.get("/sample.wav") { _, context in try await self.sample(context) }
        router.add(middleware: UnknownPathMiddleware(routes: router.routes))
        return router
    }

    /// A router without routes, which lets nobody through who has no access.
    /// - Parameter refusesLater: the requests whose routes tell of a rejection themselves.
    func guarded(
        openPaths: OpenPaths, rejectsLater: @escaping @Sendable (Request) -> Bool = { _ in false }
    ) -> Router<StenoRequestContext> {
        let router = Router(context: StenoRequestContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: RejectionFormMiddleware(forms: DialectRejections.forms))
        router.add(middleware: NoSniffMiddleware())
        router.add(middleware: ClientAddressMiddleware(clientAddress: self.settings.limits.clientAddress))
        router.add(middleware: RejectionCountingMiddleware(metrics: self.service.dialects.metrics))
        router.add(middleware: OriginMiddleware(policy: self.originPolicy, openPaths: openPaths))
        router.add(middleware: AccessMiddleware(access: self.access, openPaths: openPaths, rejectsLater: rejectsLater))
        router.add(middleware: RequestSizeMiddleware(limit: self.settings.limits.requestBody))
        return router
    }

    private var originPolicy: OriginPolicy {
        let isLocal = !self.access.needsKey && Origin.isLoopback(self.settings.host)
        return OriginPolicy(allowed: self.settings.access.allowedOrigins, isLocalOnly: isLocal)
    }

    private func sample(_ context: StenoRequestContext) async throws -> Response {
        guard let samplePath = self.settings.samplePath,
            let body = try? await FileIO().loadFile(path: samplePath, context: context)
        else {
            throw Self.notFound(
                "There is no sample recording. Fetch it with `steno models pull`, then start the server again.")
        }
        return Response(
            status: .ok, headers: [.contentType: "audio/wav", .cacheControl: "no-cache"], body: body)
    }

    private static func notFound(_ message: String) -> HTTPError {
        HTTPError(.notFound, message: message)
    }
}
