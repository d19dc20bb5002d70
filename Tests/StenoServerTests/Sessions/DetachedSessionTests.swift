// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTesting
import HTTPWebSocket
import Synchronization
import Testing
import TranscriptJournal
import Transcription
import WireText

@testable import ServerAccess
@testable import SessionRuntime
@testable import StenoServer

/// What becomes of sessions without a connection, over sockets.
@Suite(.timeLimit(.minutes(5)))
struct DetachedSessionTests {
    private static let second = RawFrame.binary(RawConnection.bytes(of: Array(repeating: 0.25, count: 16_000)))
    private static let stop = RawFrame.text(#"{"type":"stop"}"#)

    /// Begins a session of a second and leaves it by `leaving`.
    private static func begin(
        _ server: TestServer, leaving: @escaping @Sendable (RawConnection) async throws -> Void
    ) async throws -> SessionTicket {
        try await RawConnection.webSocket(port: server.port, path: "/") { connection in
            var ticket = SessionTicket()
            _ = try await ticket.read(connection, until: "ready")
            try await connection.send(Self.second)
            _ = try await ticket.read(connection, until: "partial")
            try await leaving(connection)
            return ticket
        }
    }

    /// The code of the error that a client gets which comes back, nil if it may go on.
    private static func refusal(_ server: TestServer, _ ticket: SessionTicket) async throws -> String? {
        try await RawConnection.webSocket(port: server.port, path: ticket.path) { connection in
            let answer = try await connection.readMessage()
            try await connection.cut()
            return answer?["code"]?.text
        }
    }

    @Test(arguments: [1000, 1001, nil] as [UInt16?])
    func aCleanCloseEndsTheSessionAtOnce(code: UInt16?) async throws {
        let sessions = ScriptedSessions()
        try await TestServer.steno(settings: ServerSettings(limits: LimitSettings(sessions: 1)), sessions: sessions) {
            server in
            let ticket = try await Self.begin(server) { connection in
                try await connection.send(.close(code))
                _ = try await connection.readCloseCode()
            }
            while sessions.all.first?.record.isCancelled != true { try await Task.sleep(for: .milliseconds(1)) }
            #expect(try await Self.refusal(server, ticket) == "unknown_session")
        }
    }

    @Test func aLibraryThatGivesUpItsConnectionDoesNotEndTheSession() async throws {
        try await TestServer.steno { server in
            let ticket = try await Self.begin(server) { connection in
                try await connection.send(.close(1011, "keepalive ping timeout"))
                _ = try await connection.readCloseCode()
            }
            #expect(try await Self.refusal(server, ticket) == nil)
        }
    }

    @Test func afterStopThePlaceIsFreeAndTheLastWordsAreKept() async throws {
        try await TestServer.steno(settings: ServerSettings(limits: LimitSettings(sessions: 1))) { server in
            let ticket = try await Self.begin(server) { connection in
                try await connection.send(Self.stop)
                // The final is on its way when the connection breaks.
                #expect(try await connection.readCloseCode() == 1000)
            }
            try await RawConnection.webSocket(port: server.port, path: "/") { connection in
                let answer = try await connection.readMessage()
                #expect(answer?["type"] == "ready")
            }
            try await RawConnection.webSocket(port: server.port, path: ticket.path) { connection in
                var ticket = ticket
                expect(try await ticket.read(connection, until: "resumed")?["sample"] == 16_000)
                // It does not know whether the server had it.
                try await connection.send(Self.stop)
                expect(try await ticket.read(connection, until: "final")?["text"] == "heard 16000")
                #expect(try await connection.readCloseCode() == 1000)
            }
        }
    }

    @Test func endsASessionWhoseClientDoesNotComeBack() async throws {
        let sessions = ScriptedSessions()
        let settings = ServerSettings(
            limits: LimitSettings(sessions: 1), resumption: ResumptionSettings(timeout: .seconds(4)))
        try await TestServer.steno(settings: settings, sessions: sessions) { server in
            let ticket = try await Self.begin(server) { try await $0.cut() }
            let answer = try await RawConnection.handshake(port: server.port)
            #expect(answer.status == 503 && answer.code == "server_full", "a session that waits has its place")
            // Nothing keeps what it would still hear.
            while sessions.all.first?.record.isCancelled != true { try await Task.sleep(for: .milliseconds(5)) }
            #expect(try await Self.refusal(server, ticket) == "unknown_session")
            try await RawConnection.webSocket(port: server.port, path: "/") { connection in
                let answer = try await connection.readMessage()
                #expect(answer?["type"] == "ready")
            }
        }
    }

    /// A session that nobody speaks to takes no time from others; who comes back is not refused.
    @Test func meanwhileTheMachineHasTimeForOthers() async throws {
        let load = Mutex((now: 0, limit: 1))
        let checkLoad: StenoApplication.LoadCheck = { () throws(InferenceError) in
            guard
                load.withLock({ load in
                    if load.now < load.limit { load.now += 1 }
                    return load.now <= load.limit
                })
            else { throw .overloaded }
            return { load.withLock { $0.now -= 1 } }
        }
        try await TestServer.steno(checkLoad: checkLoad) { server in
            let ticket = try await Self.begin(server) { try await $0.cut() }
            while load.withLock({ $0.now }) > 0 { try await Task.sleep(for: .milliseconds(1)) }
            try await RawConnection.webSocket(port: server.port, path: ticket.path) { connection in
                let answer = try await connection.readMessage()
                #expect(answer?["type"] == "resumed")
                #expect(load.withLock { $0.now } == 1)
                try await connection.cut()
            }
            while load.withLock({ $0.now }) > 0 { try await Task.sleep(for: .milliseconds(1)) }
            load.withLock { $0.limit = -1 }
            #expect(try await Self.refusal(server, ticket) == nil)
        }
        #expect(load.withLock { $0.now } == 0)
    }

    @Test func beyondTheNumberTheOldestEnds() async throws {
        let sessions = ScriptedSessions()
        let settings = ServerSettings(resumption: ResumptionSettings(maximumKept: 1))
        let connected = Mutex(0)
        let checkLoad: StenoApplication.LoadCheck = { () throws(InferenceError) in
            connected.withLock { $0 += 1 }
            return { connected.withLock { $0 -= 1 } }
        }
        try await TestServer.steno(settings: settings, sessions: sessions, checkLoad: checkLoad) { server in
            let first = try await Self.begin(server) { try await $0.cut() }
            // The server has noticed, before the second is cut.
            while connected.withLock({ $0 }) > 0 { try await Task.sleep(for: .milliseconds(1)) }
            let second = try await Self.begin(server) { try await $0.cut() }
            while sessions.all.first?.record.isCancelled != true { try await Task.sleep(for: .milliseconds(1)) }
            #expect(try await Self.refusal(server, first) == "unknown_session")
            #expect(try await Self.refusal(server, second) == nil)
        }
    }

    @Test(arguments: [true, false]) func aShutdownEndsThemToo(hasJournal: Bool) async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "steno-\(UUID().uuidString)").path
        defer { for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) } }
        let sessions = ScriptedSessions()
        try await TestServer.steno(sessions: sessions, journal: hasJournal ? JournalSettings(path: path) : nil) {
            server in
            _ = try await Self.begin(server) { try await $0.cut() }
        }
        // A journal has the last words of a session that no client reads any more. Without one they are given up, unless the
        // server stops before it has noticed that the client left.
        let record = sessions.all.first?.record
        #expect(record?.isFinished == true || !hasJournal && record?.isCancelled == true)
    }

    /// What waits of a session that no client can read any more is not done.
    @Test func anEndedSessionIsGivenUpWithAllThatWaits() async throws {
        let (gate, open) = AsyncStream<Never>.makeStream()
        let sessions = ScriptedSessions { _ in for await _ in gate {} }
        let settings = ServerSettings(
            limits: LimitSettings(sessions: 1), resumption: ResumptionSettings(timeout: .milliseconds(50)))
        try await TestServer.steno(settings: settings, sessions: sessions) { server in
            try await RawConnection.webSocket(port: server.port, path: "/") { connection in
                try await connection.send(Self.second)
                for _ in 0..<1_000 { try await connection.send(.text(#"{"type":"flush"}"#)) }
                while sessions.all.isEmpty { try await Task.sleep(for: .milliseconds(1)) }
                try await connection.cut()
            }
            while sessions.all.first?.record.isCancelled != true { try await Task.sleep(for: .milliseconds(1)) }
            open.finish()
            // Its place is free.
            try await RawConnection.webSocket(port: server.port, path: "/") { connection in
                let answer = try await connection.readMessage()
                #expect(answer?["type"] == "ready")
            }
        }
        #expect(sessions.all.first?.record.utterance == 0)
    }

    /// A model that does not come to an end does not keep the server.
    @Test func aShutdownWaitsForThemOnlySoLong() async throws {
        let sessions = ScriptedSessions { _ in try await Task.sleep(for: .seconds(3600)) }
        let settings = ServerSettings(webSocket: WebSocketSettings(shutdownGrace: .milliseconds(200)))
        try await TestServer.steno(settings: settings, sessions: sessions) { server in
            try await RawConnection.webSocket(port: server.port, path: "/") { connection in
                try await connection.send(Self.second)
                while sessions.all.isEmpty { try await Task.sleep(for: .milliseconds(1)) }
                try await connection.cut()
            }
        }
        #expect(sessions.all.first?.record.isCancelled == true)
    }

    @Test func shutdownAcknowledgesReceivedAudio() async throws {
        try await TestServer.steno { server in
            _ = try await Self.begin(server) { connection in
                await server.shutDown()
                let (messages, code) = try await connection.readMessages()
                #expect(messages.compactMap { $0["type"]?.text }.suffix(3) == ["final", "ack", "error"])
                #expect(messages.dropLast().last?["received"] == 16_000)
                #expect(code == 1001)
            }
        }
    }

    @Test func acknowledgesAudioNowAndThen() async throws {
        try await TestServer.steno { server in
            try await RawConnection.webSocket(port: server.port, path: "/?encoding=s16&sample_rate=8000&channels=2") {
                connection in
                for _ in 0..<11 { try await connection.send(.binary(Array(repeating: 0, count: 32_001))) }
                try await connection.send(Self.stop)
                let acknowledgements = try await connection.readMessages().messages.filter { $0["type"] == "ack" }
                #expect(acknowledgements.map { $0["received"] } == [40_001, 80_002])
            }
        }
    }

    @Test func withoutATimeThereIsNothingToComeBackTo() async throws {
        let sessions = ScriptedSessions()
        let settings = ServerSettings(resumption: ResumptionSettings(timeout: .zero))
        try await TestServer.steno(settings: settings, sessions: sessions) { server in
            let ticket = try await Self.begin(server) { try await $0.cut() }
            #expect(ticket.token == "")
            while sessions.all.first?.record.isCancelled != true { try await Task.sleep(for: .milliseconds(1)) }
            #expect(try await Self.refusal(server, ticket) == "unknown_session")
        }
    }
}
