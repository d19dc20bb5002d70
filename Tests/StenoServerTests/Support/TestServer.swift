import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import Testing

@testable import StenoServer

/// A server on a free port of the loopback for the time of a test.
struct TestServer: Sendable {
    let port: Int
    /// Those of dialects with a port of their own.
    private let dialectPorts: [DialectPort: Int]
    private let group: ServiceGroup
    private let reload: @Sendable () -> Void

    /// Reads the keys again, as SIGHUP does.
    func reloadKeys() { self.reload() }

    /// The port of a dialect that is switched on.
    func port(of dialect: DialectPort) throws -> Int {
        try #require(self.dialectPorts[dialect])
    }

    /// Begins a graceful shutdown, as SIGTERM does.
    func shutDown() async {
        await self.group.triggerGracefulShutdown()
    }

    /// Runs the routes of `build` while `body` runs.
    static func run<Result: Sendable>(
        settings: WebSocketSettings = WebSocketSettings(),
        routes build: (Router<StenoRequestContext>) -> Void,
        _ body: @escaping @Sendable (TestServer) async throws -> Result
    ) async throws -> Result {
        let router = Router(context: StenoRequestContext.self)
        build(router)
        let (ports, port) = AsyncStream<(DialectPort?, Int)>.makeStream()
        let application = Application(
            router: router,
            server: .http1WebSocket(settings: settings),
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in port.yield((nil, channel.localAddress?.port ?? 0)) },
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        )
        return try await Self.run(application, ports: ports, body)
    }

    /// Runs the whole server.
    static func steno<Result: Sendable>(
        settings: ServerSettings = ServerSettings(),
        sessions: ScriptedSessions = ScriptedSessions(),
        journal: JournalSettings? = nil,
        statistics: @escaping StenoApplication.Statistics = { nil },
        checkLoad: @escaping StenoApplication.LoadCheck = { {} },
        _ body: @escaping @Sendable (TestServer) async throws -> Result
    ) async throws -> Result {
        var settings = settings
        settings.port = 0
        let (ports, port) = AsyncStream<(DialectPort?, Int)>.makeStream()
        let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        let application = StenoApplication(
            settings: settings,
            model: ServedModel(name: "base", languages: ["en", "de"], computeType: "int8"),
            logger: logger,
            journal: try journal.map { try Journal(settings: $0, logger: logger) },
            onListening: { port.yield((nil, $0)) },
            onDialectListening: { port.yield(($0, $1)) },
            statistics: statistics,
            checkLoad: checkLoad,
            makeSession: { configuration, id in try sessions.make(configuration, id: id) })
        return try await Self.run(
            application, ports: ports, count: 1 + settings.dialectPorts.count, reload: application.reloadKeys, body)
    }

    private static func run<Result: Sendable>(
        _ service: some Service, ports: AsyncStream<(DialectPort?, Int)>, count: Int = 1,
        reload: @escaping @Sendable () -> Void = {},
        _ body: @escaping @Sendable (TestServer) async throws -> Result
    ) async throws -> Result {
        let group = ServiceGroup(
            configuration: .init(
                services: [service], logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })))
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            var known: [DialectPort?: Int] = [:]
            for await (dialect, port) in ports {
                known[dialect] = port
                if known.count == count { break }
            }
            let server = TestServer(
                port: known[nil] ?? 0,
                dialectPorts: Dictionary(
                    uniqueKeysWithValues: known.compactMap { key, port in key.map { ($0, port) } }),
                group: group, reload: reload)
            let result: Result
            do {
                result = try await body(server)
            } catch {
                await group.triggerGracefulShutdown()
                throw error
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            return result
        }
    }

    /// Runs a WebSocket session at `/echo`.
    static func webSocket<Result: Sendable>(
        settings: WebSocketSettings = WebSocketSettings(),
        session: @escaping @Sendable (WebSocketInbound, WebSocketOutbound) async throws -> Void = echo,
        _ body: @escaping @Sendable (TestServer) async throws -> Result
    ) async throws -> Result {
        try await Self.run(
            settings: settings,
            routes: { router in
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
            }, body)
    }

    /// Sends back every message.
    static let echo: @Sendable (WebSocketInbound, WebSocketOutbound) async throws -> Void = { inbound, outbound in
        for await message in inbound { try await outbound.send(message) }
    }
}
