// SPDX-License-Identifier: Apache-2.0

import HTTPTesting
import HTTPWebSocket
import Hummingbird
import Logging
import ServiceLifecycle
import Testing
import Transcription

@testable import Dialects
@testable import ServerAccess
@testable import SessionRuntime
@testable import StenoServer

/// What it takes to add a dialect: a value, and a line for its route.
@Suite(.timeLimit(.minutes(1)))
struct LinesDialectTests {
    @Test func aNewDialectNeedsAValueAndARoute() async throws {
        let (ports, port) = AsyncStream<Int>.makeStream()
        let service = StenoService(
            model: ServedModel(name: "base", languages: ["en"]), settings: ServerSettings(), journal: nil,
            admits: { _ in true }, statistics: { nil }, checkLoad: { {} },
            makeSession: { try ScriptedSessions().make($0, id: $1) })
        let settings = ServerSettings()
        let router = StenoRoutes(service: service, access: AccessControl(settings.access), settings: settings)
            .guarded(openPaths: OpenPaths([]))
        let route = SocketRoute(service: service.dialects, dialect: .steno, admitsAtHandshake: true) { LinesDialect() }
        router.get("/lines") { request, context in try route.handle(request, context) }
        let listener = settings.listener(
            router, port: 0, option: "--port", certificate: nil, budget: service.dialects.inboundBudget,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, onListening: { port.yield($0) })
        try await ServiceGroup.run(listener) { _ in
            guard let port = await ports.first(where: { _ in true }) else { return }
            try await RawConnection.webSocket(port: port, path: "/lines") { connection in
                try await connection.send(.binary(RawConnection.bytes(of: [Float](repeating: 0.5, count: 1_600))))
                try await connection.send(.text("end"))
                var lines: [String] = []
                while let frame = try await connection.readFrame(), frame.opcode == 1 {
                    lines.append(String(decoding: frame.payload, as: UTF8.self))
                }
                #expect(lines == ["heard 1600"])
            }
        }
    }
}
