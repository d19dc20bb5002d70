import Hummingbird
import HummingbirdCore
public import Logging
import NIOCore
public import ServiceLifecycle
public import Transcription
import UnixSignals

/// The server: one port for the page, the health checks and the WebSocket sessions.
public struct StenoApplication: Service {
    /// Makes the session of a connection; the text is the session's id.
    public typealias SessionFactory =
        @Sendable (SessionConfiguration, String) throws -> any TranscribingSession
    /// Counts a session in and returns what counts it out. Throws ``InferenceError`` when the machine has no time for
    /// another one, whose client is then told `overloaded`.
    public typealias LoadCheck = @Sendable () throws(InferenceError) -> @Sendable () -> Void

    private let settings: ServerSettings
    private let service: StenoService
    private let logger: Logger
    private let onListening: @Sendable (Int) async -> Void

    /// Assembles the server.
    /// - Parameters:
    ///   - settings: where and how it listens.
    ///   - model: what clients are told of the model.
    ///   - logger: hears of sessions, never of their texts or audio.
    ///   - journal: where transcripts are kept; nil to keep none.
    ///   - onListening: called once with the port that is listened on.
    ///   - checkLoad: called for each connection before it gets a session.
    ///   - makeSession: makes the session of each connection.
    public init(
        settings: ServerSettings,
        model: ServedModel,
        logger: Logger,
        journal: Journal? = nil,
        onListening: @escaping @Sendable (Int) async -> Void = { _ in },
        checkLoad: @escaping LoadCheck = { {} },
        makeSession: @escaping SessionFactory
    ) {
        self.settings = settings
        self.logger = logger
        self.onListening = onListening
        self.service = StenoService(
            model: model, maximumSessions: settings.maximumSessions, slowClientLimit: settings.slowClientLimit,
            resumption: settings.resumption, journal: journal, checkLoad: checkLoad, makeSession: makeSession)
    }

    /// Serves until SIGTERM or SIGINT, then lets sessions send their finals and closes them with 1001.
    /// - Throws: ``ServerError`` when the address cannot be listened on.
    public func runUntilSignal() async throws {
        var configuration = ServiceGroupConfiguration(
            services: [self], gracefulShutdownSignals: [.sigterm, .sigint], logger: self.logger)
        let webSocket = self.settings.webSocket
        configuration.maximumGracefulShutdownDuration = webSocket.shutdownGrace + webSocket.closeTimeout + .seconds(1)
        try await ServiceGroup(configuration: configuration).run()
    }

    /// Serves until the surrounding service group shuts down.
    /// - Throws: ``ServerError`` when the address cannot be listened on.
    public func run() async throws {
        let onListening = self.onListening
        let application = Application(
            router: StenoRoutes(service: self.service, samplePath: self.settings.samplePath).router(),
            server: .http1WebSocket(settings: self.settings.webSocket),
            configuration: ApplicationConfiguration(
                address: .hostname(self.settings.host, port: self.settings.port), serverName: "steno"),
            onServerRunning: { channel in await onListening(channel.localAddress?.port ?? 0) },
            logger: self.logger
        )
        do {
            let forgetting = Task { try await self.service.journal?.forgetOldSessions() }
            defer { forgetting.cancel() }
            try await withGracefulShutdownHandler {
                try await application.run()
            } onGracefulShutdown: {
                self.service.sessions.shutDown(within: self.settings.webSocket.shutdownGrace)
            }
            await self.service.sessions.untilAllAreOver()
        } catch {
            throw ServerError.explaining(error, host: self.settings.host, port: self.settings.port) ?? error
        }
    }
}
