// SPDX-License-Identifier: Apache-2.0

import HTTPTesting
import HTTPWebSocket
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle

/// A server with a WebSocket at `/echo`, on a free port of the loopback for the time of a test.
struct EchoServer: Sendable {
    let port: Int
    private let group: ServiceGroup

    /// Begins a graceful shutdown, as SIGTERM does.
    func shutDown() async {
        await self.group.triggerGracefulShutdown()
    }

    /// Runs a WebSocket session at `/echo` while `body` runs.
    static func run<Result: Sendable>(
        settings: WebSocketSettings = WebSocketSettings(),
        session: @escaping @Sendable (WebSocketInbound, WebSocketOutbound) async throws -> Void = echo,
        _ body: @escaping @Sendable (EchoServer) async throws -> Result
    ) async throws -> Result {
        let (ports, port) = AsyncStream<Int>.makeStream()
        let application = Application(
            router: Self.router(session: session),
            server: .http1WebSocket(settings: settings),
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in port.yield(channel.localAddress?.port ?? 0) },
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        )
        return try await ServiceGroup.run(application) { group in
            let port = await ports.first { _ in true }
            return try await body(EchoServer(port: port ?? 0, group: group))
        }
    }

    private static func router(
        session: @escaping @Sendable (WebSocketInbound, WebSocketOutbound) async throws -> Void
    ) -> Router<EchoContext> {
        let router = Router(context: EchoContext.self)
        router.get("/echo") { request, context in
            try Response.webSocket(
                request, on: context.channel, subprotocols: ["steno", "other"], logger: context.logger,
                handler: session)
        }
        router.get("/plain") { _, _ in "plain" }
        router.post("/length") { request, _ in
            var length = 0
            for try await buffer in request.body { length += buffer.readableBytes }
            return "\(length)"
        }
        router.get("/refused/:status") { _, context -> Response in
            throw HTTPError(.init(code: try context.parameters.require("status", as: Int.self)))
        }
        return router
    }

    /// Sends back every message.
    static let echo: @Sendable (WebSocketInbound, WebSocketOutbound) async throws -> Void = { inbound, outbound in
        for await message in inbound { try await outbound.send(message) }
    }
}

/// A request with its connection.
struct EchoContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        self.coreContext = CoreRequestContextStorage(source: source)
        self.channel = source.channel
    }
}
