// SPDX-License-Identifier: Apache-2.0

import HTTPTesting
import NIOCore
import Testing
import Transcription

@testable import Dialects
@testable import ServerAccess
@testable import StenoServer
@testable import WireText

/// Wyoming over real sockets.
@Suite(.timeLimit(.minutes(5)))
struct WyomingConnectionTests {
    private static func settings(
        limits: LimitSettings = LimitSettings(), keys: [APIKey] = [], clients: [String] = []
    ) throws -> ServerSettings {
        ServerSettings(
            dialectPorts: [.wyoming: 0], wyomingClients: try clients.map { try AddressRange($0) },
            access: AccessSettings(keys: keys), limits: limits)
    }

    /// So many samples, and that they were all.
    private static func speech(_ samples: Int) -> [WyomingEvent] {
        let format: [String: JSONValue] = ["rate": 16_000, "width": 2, "channels": 1]
        let payload = ByteBuffer(repeating: 1, count: samples * 2)
        return [
            WyomingEvent(type: "transcribe"), WyomingEvent(type: "audio-start", data: format),
            WyomingEvent(type: "audio-chunk", data: format, payload: payload), WyomingEvent(type: "audio-stop"),
        ]
    }

    /// Sends events and then that there are no more; returns what was told.
    private static func converse(_ server: TestServer, _ bytes: ByteBuffer) async throws -> [WyomingEvent] {
        try await RawConnection.open(port: try server.port(of: .wyoming)) { connection in
            try await connection.send(bytes: Array(buffer: bytes))
            // A server that has cut the connection leaves nothing to close.
            try? await connection.channel.close(mode: .output).get()
            var parser = WyomingParser(longestPayload: 1_000)
            parser.append(ByteBuffer(string: try await connection.readToEnd()))
            var events: [WyomingEvent] = []
            while let event = try parser.next() { events.append(event) }
            return events
        }
    }

    private static func bytes(_ events: [WyomingEvent]) throws -> ByteBuffer {
        try events.reduce(into: ByteBuffer()) { $0.writeImmutableBuffer(try $1.bytes()) }
    }

    @Test func anUtterance() async throws {
        let sessions = ScriptedSessions()
        try await TestServer.steno(settings: try Self.settings(), sessions: sessions) { server in
            let events = try await Self.converse(
                server, try Self.bytes([WyomingEvent(type: "describe")] + Self.speech(8_000)))
            #expect(
                events.map(\.type) == ["info", "transcript-start", "transcript-chunk", "transcript", "transcript-stop"])
            #expect(events.dropFirst(2).first?.data["text"] == "heard 8000")
            #expect(events.dropFirst(3).first?.data == ["text": "heard 8000", "language": "en"])
            let metrics = try await RawConnection.get("/metrics", port: server.port).body
            #expect(metrics.contains("steno_sessions_total{dialect=\"wyoming\"} 1\n"))
            #expect(metrics.contains("steno_sessions_active 0\n"))
        }
        #expect(sessions.all[0].record.samples.count == 8_000)
    }

    @Test func bytesThatAreNoEvent() async throws {
        try await TestServer.steno(settings: try Self.settings()) { server in
            for text in ["GET / HTTP/1.1\r\n\r\n", #"{"type": "audio-chunk", "payload_length": -1}"# + "\n"] {
                let events = try await Self.converse(server, ByteBuffer(string: text))
                #expect(events.map(\.type) == ["error"] && events.first?.data["code"] == "invalid_message")
            }
            // What announces more than may come is not waited for.
            let long = try await Self.converse(
                server, ByteBuffer(string: #"{"type": "audio-chunk", "payload_length": 1000000000}"# + "\n"))
            #expect(long.first?.data["text"]?.text?.contains("2097152") == true)
        }
    }

    @Test func aFullServer() async throws {
        let settings = try Self.settings(limits: LimitSettings(sessions: 1))
        try await TestServer.steno(settings: settings) { server in
            try await RawConnection.webSocket(port: server.port, path: "/") { _ in
                let events = try await Self.converse(
                    server, try Self.bytes([WyomingEvent(type: "describe")] + Self.speech(8_000)))
                #expect(events.map(\.type) == ["info", "error"])
                #expect(events.last?.data["code"] == "server_full")
            }
        }
    }

    @Test func acceptsOnlyAllowedAddresses() async throws {
        let key = APIKey(secret: "a-key-of-the-tests-01234", id: "test", name: "test")
        let ping = try WyomingEvent(type: "ping").bytes()
        for (keys, clients, isAdmitted) in [
            ([], [], true), ([], ["192.0.2.0/24"], false), ([key], ["192.0.2.0/24", "127.0.0.0/8"], true),
            ([key], ["192.0.2.0/24"], false),
        ] as [([APIKey], [String], Bool)] {
            try await TestServer.steno(settings: try Self.settings(keys: keys, clients: clients)) { server in
                let events = try? await Self.converse(server, ping)
                #expect((events?.map(\.type) == ["pong"]) == isAdmitted)
            }
        }
        let open = try Self.settings(keys: [key])
        #expect(throws: ServerError.self) { try open.validate() }
    }

    @Test func aServerThatShutsDownTellsTheTranscript() async throws {
        let sessions = ScriptedSessions { session in
            session.emit(
                .partial(.init(utterance: 0, text: "heard", stable: "heard", start: 0, end: 8_000, language: "en")))
        }
        try await TestServer.steno(settings: try Self.settings(), sessions: sessions) { server in
            try await RawConnection.open(port: try server.port(of: .wyoming)) { connection in
                try await connection.send(bytes: Array(buffer: try Self.bytes(Self.speech(8_000).dropLast())))
                // The audio was heard when some of it is told.
                try await connection.read(upTo: "transcript-chunk")
                await server.shutDown()
                let events = try await connection.readToEnd()
                #expect(events.contains("heard 8000") && events.contains("transcript-stop"))
            }
        }
    }
}
