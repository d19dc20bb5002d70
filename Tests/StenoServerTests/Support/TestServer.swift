// SPDX-License-Identifier: Apache-2.0

import HTTPTesting
import Logging
import ServiceLifecycle
import Testing
import TranscriptJournal

@testable import SessionRuntime
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
        let count = 1 + settings.dialectPorts.count
        return try await ServiceGroup.run(application) { group in
            var known: [DialectPort?: Int] = [:]
            for await (dialect, port) in ports {
                known[dialect] = port
                if known.count == count { break }
            }
            let dialectPorts = known.compactMap { key, port in key.map { ($0, port) } }
            return try await body(
                TestServer(
                    port: known[nil] ?? 0, dialectPorts: Dictionary(uniqueKeysWithValues: dialectPorts), group: group,
                    reload: application.reloadKeys))
        }
    }
}
