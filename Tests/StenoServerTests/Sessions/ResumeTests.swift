// SPDX-License-Identifier: Apache-2.0

import HTTPTesting
import Testing
import Transcription
import WireText

/// Clients that lose their connection and come back, over sockets.
@Suite(.timeLimit(.minutes(5)))
struct ResumeTests {
    private static let tone = (0..<80_000).map { Float($0 % 100) / 200 }

    private static func frame(_ samples: some Collection<Float>) -> RawFrame {
        .binary(RawConnection.bytes(of: Array(samples)))
    }

    /// Begins a session, sends samples, and breaks off when they have arrived.
    private static func begin(
        _ server: TestServer, _ samples: some Collection<Float> & Sendable, in sessions: ScriptedSessions,
        query: String = ""
    ) async throws -> SessionTicket {
        let arrived = samples.count
        return try await RawConnection.webSocket(port: server.port, path: "/?\(query)") { connection in
            var ticket = SessionTicket()
            _ = try await ticket.read(connection, until: "ready")
            try await connection.send(Self.frame(samples))
            while sessions.all.last?.heard != arrived { try await Task.sleep(for: .milliseconds(1)) }
            try await connection.cut()
            return ticket
        }
    }

    @Test func aSessionGoesOnAfterADrop() async throws {
        let sessions = ScriptedSessions()
        try await TestServer.steno(sessions: sessions) { server in
            var ticket = try await RawConnection.webSocket(port: server.port, path: "/") { connection in
                var ticket = SessionTicket()
                // Two bytes of the sample after them arrive as well, or not.
                try await connection.send(Self.frame(Self.tone.prefix(40_000)), .binary([1, 2]))
                _ = try await ticket.read(connection, until: "partial")
                try await connection.cut()
                return ticket
            }
            ticket = try await RawConnection.webSocket(port: server.port, path: ticket.path) { [ticket] connection in
                var ticket = ticket
                let resumed = try await connection.readMessage()
                #expect(resumed?["type"] == "resumed")
                #expect(resumed?["session"]?.text == ticket.session)
                #expect(resumed?["config"]?["sample_rate"] == 16_000)
                let sample = try #require(resumed?["sample"]?.integer)
                #expect(sample == 40_000)
                try await connection.send(Self.frame(Self.tone.dropFirst(sample)), .text(#"{"type":"stop"}"#))
                expect(try await ticket.read(connection, until: "final")?["text"] == "heard 80000")
                #expect(try await connection.readCloseCode() == 1000)
                return ticket
            }
            let numbers = ticket.events.compactMap { $0["seq"]?.integer }
            #expect(numbers == numbers.sorted() && Set(numbers).count == numbers.count)
            #expect(ticket.finals.count == 1)
        }
        #expect(sessions.all.map(\.record.samples) == [Self.tone])
    }

    @Test func missedEventsAreSentAgainWithTheirNumbers() async throws {
        let sessions = ScriptedSessions()
        try await TestServer.steno(sessions: sessions) { server in
            let first = try await RawConnection.webSocket(port: server.port, path: "/") { connection in
                var ticket = SessionTicket()
                for _ in 0..<2 {
                    try await connection.send(Self.frame(Self.tone.prefix(20_000)), .text(#"{"type":"flush"}"#))
                    _ = try await ticket.read(connection, until: "flushed")
                }
                try await connection.cut()
                return ticket
            }
            #expect(first.finals.map { $0["full_transcript"] } == ["heard 20000", "heard 20000 heard 20000"])
            for seen in 0...first.lastEvent {
                try await RawConnection.webSocket(
                    port: server.port,
                    path: "/?resume=\(first.session)&resume_token=\(first.token)&last_event=\(seen)"
                ) { connection in
                    var ticket = SessionTicket()
                    _ = try await ticket.read(connection, until: "resumed")
                    let missed = first.events.filter {
                        $0["type"] != "partial" && $0["seq"]?.integer ?? 0 > seen
                    }
                    while ticket.events.count < missed.count, let message = try await connection.readMessage() {
                        ticket.note(message)
                    }
                    #expect(ticket.events == missed)
                    try await connection.cut()
                }
            }
        }
    }

    /// Cut again and again, at any byte.
    @Test(arguments: 0..<4)
    func everySampleArrivesOnce(seed: UInt64) async throws {
        let sessions = ScriptedSessions()
        let bytes = RawConnection.bytes(of: Self.tone)
        try await TestServer.steno(sessions: sessions) { server in
            var random = Random(state: seed)
            var ticket = try await Self.begin(server, Self.tone.prefix(1_000), in: sessions)
            for _ in 0..<30 {
                let length = Int.random(in: 0...20_000, using: &random)
                ticket = try await RawConnection.webSocket(port: server.port, path: ticket.path) {
                    [ticket] connection in
                    var ticket = ticket
                    let sample = try #require(try await ticket.read(connection, until: "resumed")?["sample"]?.integer)
                    try await connection.send(.binary(Array(bytes[(4 * sample)...].prefix(length))))
                    try await connection.cut()
                    return ticket
                }
            }
            try await RawConnection.webSocket(port: server.port, path: ticket.path) { [ticket] connection in
                var ticket = ticket
                let sample = try #require(try await ticket.read(connection, until: "resumed")?["sample"]?.integer)
                try await connection.send(.binary(Array(bytes[(4 * sample)...])), .text(#"{"type":"stop"}"#))
                expect(try await ticket.read(connection, until: "final")?["text"] == "heard 80000")
            }
        }
        #expect(sessions.all.map(\.record.samples) == [Self.tone])
    }

    /// What a client may get wrong; the session is none the worse for it.
    @Test(arguments: [
        ("resume=$s&resume_token=00000000000000000000000000000000&last_event=1", "unknown_session"),
        ("resume=$s&last_event=1", "unknown_session"), ("resume=0123456789abcdef&resume_token=$t", "unknown_session"),
        ("resume=&resume_token=", "unknown_session"),
        ("resume=$s&resume_token=$t&last_event=99", "invalid_parameter"),
        ("resume=$s&resume_token=$t&last_event=yes", "invalid_parameter"),
    ])
    func invalidResumptionIsRejected(query: String, code: String) async throws {
        let sessions = ScriptedSessions()
        try await TestServer.steno(sessions: sessions) { server in
            let ticket = try await Self.begin(server, Self.tone, in: sessions)
            let query = query.split(separator: "$s", omittingEmptySubsequences: false)
                .joined(separator: ticket.session).split(separator: "$t", omittingEmptySubsequences: false)
                .joined(separator: ticket.token)
            try await RawConnection.webSocket(port: server.port, path: "/?\(query)") { connection in
                let (messages, close) = try await connection.readMessages()
                #expect(messages.map { $0["type"] } == ["error"])
                #expect(messages.first?["code"]?.text == code)
                #expect(close == 1008)
            }
            try await RawConnection.webSocket(port: server.port, path: ticket.path) { connection in
                let answer = try await connection.readMessage()
                #expect(answer?["sample"] == 80_000)
            }
        }
    }

    @Test func theNewerConnectionTakesOver() async throws {
        let sessions = ScriptedSessions()
        try await TestServer.steno(sessions: sessions) { server in
            try await RawConnection.webSocket(port: server.port, path: "/") { first in
                var ticket = SessionTicket()
                try await first.send(Self.frame(Self.tone.prefix(40_000)))
                _ = try await ticket.read(first, until: "partial")
                try await RawConnection.webSocket(port: server.port, path: ticket.path) { [ticket] second in
                    var ticket = ticket
                    expect(try await ticket.read(second, until: "resumed")?["sample"] == 40_000)
                    let (messages, close) = try await first.readMessages()
                    #expect(messages.last?["code"] == "taken_over")
                    #expect(close == 1008)
                    // The old one ends cleanly, which is not for it to do any more.
                    try await first.send(.close(1000))
                    try await second.send(Self.frame(Self.tone.dropFirst(40_000)), .text(#"{"type":"stop"}"#))
                    expect(try await ticket.read(second, until: "final")?["text"] == "heard 80000")
                    #expect(try await second.readCloseCode() == 1000)
                }
            }
        }
        #expect(sessions.all.map(\.record.samples) == [Self.tone])
    }
}

/// A small generator of numbers that are the same each time.
struct Random: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        self.state = self.state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (self.state >> 32) | (self.state << 32)
    }
}
