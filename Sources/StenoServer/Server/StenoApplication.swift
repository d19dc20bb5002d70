// SPDX-License-Identifier: Apache-2.0

import Dialects
public import HTTPWebSocket
import Hummingbird
import HummingbirdCore
public import Logging
import NIOCore
import ServerAccess
public import ServiceLifecycle
public import SessionRuntime
public import TranscriptJournal
public import Transcription
import UnixSignals

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The server: one port for the page, the health checks and the WebSocket sessions, and one for each dialect that needs it.
public struct StenoApplication: Service, CustomStringConvertible {
    /// Makes the session of a connection; the text is the session's id.
    public typealias SessionFactory =
        @Sendable (SessionConfiguration, String) throws -> any TranscribingSession
    /// Counts a session in and returns what counts it out. Throws ``InferenceError`` when the machine has no time for
    /// another one, whose client is then told `overloaded`.
    public typealias LoadCheck = @Sendable () throws(InferenceError) -> @Sendable () -> Void
    /// What the inference pool has done so far, for the metrics and for `/readyz`; nil where there is no pool.
    public typealias Statistics = @Sendable () -> InferenceStatistics?

    private let settings: ServerSettings
    private let service: StenoService
    private let certificate: ServerCertificate?
    private let access: AccessControl
    private let logger: Logger
    private let onListening: @Sendable (Int) async -> Void
    private let onDialectListening: @Sendable (DialectPort, Int) async -> Void

    /// For the logs of the service group, which would else have all settings.
    public var description: String { "StenoApplication" }

    /// Assembles the server.
    /// - Parameters:
    ///   - settings: where and how it listens.
    ///   - model: what clients receive as the model.
    ///   - certificate: for https and wss; read again on SIGHUP. nil serves http and ws.
    ///   - logger: hears of sessions, never of their audio, nor of their texts unless the settings say so.
    ///   - journal: where transcripts are kept; nil to keep none.
    ///   - onListening: called once with the port that is listened on.
    ///   - onDialectListening: called once with each further port.
    ///   - statistics: called for each look at the metrics or the readiness.
    ///   - checkLoad: called for each connection before it gets a session.
    ///   - makeSession: makes the session of each connection.
    public init(
        settings: ServerSettings,
        model: ServedModel,
        certificate: ServerCertificate? = nil,
        logger: Logger,
        journal: Journal? = nil,
        onListening: @escaping @Sendable (Int) async -> Void = { _ in },
        onDialectListening: @escaping @Sendable (DialectPort, Int) async -> Void = { _, _ in },
        statistics: @escaping Statistics = { nil },
        checkLoad: @escaping LoadCheck = { {} },
        makeSession: @escaping SessionFactory
    ) {
        self.settings = settings
        self.certificate = certificate
        self.logger = logger
        self.onListening = onListening
        self.onDialectListening = onDialectListening
        let access = AccessControl(settings.access)
        self.access = access
        self.service = StenoService(
            model: model, settings: settings, journal: journal, admits: { access.admits(owner: $0) },
            statistics: statistics, checkLoad: checkLoad, makeSession: makeSession)
    }

    /// Serves until SIGTERM or SIGINT, then lets sessions send their finals and closes them with 1001.
    /// On SIGHUP it reads its keys and its certificate again.
    /// - Throws: ``ServerError`` when the address cannot be listened on, ``AccessError`` when there are no keys to read.
    public func runUntilSignal() async throws {
        var reloads: [@Sendable () async -> Void] = []
        if self.settings.access.keyFile != nil { reloads.append(self.reloadKeys) }
        if let certificate { reloads.append { certificate.reload(logger: self.logger) } }
        var services: [any Service] = [self]
        // Without a terminal SIGHUP asks for a reload, if only of nothing; with one it tells that the terminal is gone.
        if !reloads.isEmpty || isatty(STDIN_FILENO) == 0 { services.append(ReloadSignal(actions: reloads)) }
        var configuration = ServiceGroupConfiguration(
            services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: self.logger)
        let webSocket = self.settings.webSocket
        configuration.maximumGracefulShutdownDuration = webSocket.shutdownGrace + webSocket.closeTimeout + .seconds(1)
        try await ServiceGroup(configuration: configuration).run()
    }

    /// Serves until the surrounding service group shuts down.
    /// - Throws: ``ServerError`` when the address cannot be listened on, ``AccessError`` when there are no keys to read.
    public func run() async throws {
        try self.settings.validate()
        try self.access.load()
        let listener = self.settings.listener(
            StenoRoutes(service: self.service, access: self.access, settings: self.settings).router(),
            port: self.settings.port, option: "--port", certificate: self.certificate,
            budget: self.service.dialects.inboundBudget, logger: self.logger, onListening: self.onListening)
        let listeners = PortListeners(
            service: self.service, access: self.access, settings: self.settings, certificate: self.certificate,
            logger: self.logger, onListening: self.onDialectListening)
        let maintenance = Task { try await self.service.dialects.environment.journal?.maintain() }
        defer { maintenance.cancel() }
        let trimming = Task { try await HeapTrimmer.run() }
        defer { trimming.cancel() }
        try await withGracefulShutdownHandler {
            try await DrainingService(
                services: [listener] + listeners.services, drain: self.service.dialects.drain, logger: self.logger
            ).run()
        } onGracefulShutdown: {
            self.service.dialects.sessions.shutDown(within: self.settings.webSocket.shutdownGrace)
        }
        await self.service.dialects.sessions.untilAllAreOver()
        await self.service.dialects.environment.journal?.close()
    }

    /// Reads the keys again, and ends the sessions of those that are gone; a file that cannot be read changes nothing.
    @Sendable func reloadKeys() {
        do {
            let count = try self.access.load()
            self.logger.notice("Keys reloaded", metadata: ["keys": "\(count)"])
            self.service.dialects.sessions.end(because: .revokedKey) { self.access.admits(owner: $0) }
            self.service.dialects.drain.endRevoked()
            self.service.dialects.environment.recordings.endRevoked()
        } catch {
            self.logger.error("Keys not reloaded, the old ones stay in force", metadata: ["error": "\(error)"])
        }
    }
}
