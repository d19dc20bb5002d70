import HTTPTypes
import Hummingbird
import NIOCore
import ServiceLifecycle

/// What is served at which path.
struct StenoRoutes: Sendable {
    let service: StenoService
    let samplePath: String?

    /// The router with all routes.
    func router() -> Router<StenoRequestContext> {
        let router = Router(context: StenoRequestContext.self, options: .autoGenerateHeadEndpoints)
        let page = PageFile.all
        router.get("/") { request, context in
            if WebSocketHandshake.isRequested(by: request.head) { return try self.session(request, context) }
            guard let index = page["index.html"] else { throw Self.notFound("This server has no page.") }
            return index.response(to: request)
        }
        router.get("/ws/transcribe") { request, context in try self.session(request, context) }
        for (name, file) in page {
            router.get(RouterPath("/\(name)")) { request, _ in file.response(to: request) }
        }
        router.get("/healthz") { _, _ in "ok\n" }
        router.get("/readyz") { _, _ in "ready\n" }
        router.get("/v1/sessions/:id") { request, context in
            try await JournalRoute(journal: self.service.journal).response(to: request, context, owner: "")
        }
        router.get("/sample.wav") { _, context in try await self.sample(context) }
        return router
    }

    private func session(_ request: Request, _ context: StenoRequestContext) throws -> Response {
        let query = StenoQuery.parse(request.uri.query ?? "")
        let logger = context.logger
        return try Response.webSocket(request, on: context.channel, logger: logger) { inbound, outbound in
            let id = Self.makeID()
            await StenoConnection(
                id: id, service: self.service, inbound: inbound, outbound: outbound, logger: logger
            ).run(query: query)
        }
    }

    private func sample(_ context: StenoRequestContext) async throws -> Response {
        guard let samplePath, let body = try? await FileIO().loadFile(path: samplePath, context: context) else {
            throw Self.notFound(
                "There is no sample recording. Fetch it with `steno models pull`, then start the server again.")
        }
        return Response(
            status: .ok, headers: [.contentType: "audio/wav", .cacheControl: "no-cache"], body: body)
    }

    private static func notFound(_ message: String) -> HTTPError {
        HTTPError(.notFound, message: message)
    }

    /// 64 random bits in hexadecimal.
    private static func makeID() -> String {
        let digits = String(UInt64.random(in: .min ... .max), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
