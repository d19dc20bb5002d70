// SPDX-License-Identifier: Apache-2.0

import HTTPTesting
import Synchronization
import Testing
import Transcription
import WireText

@testable import ServerAccess
@testable import StenoServer

/// The limits of a server, over real sockets.
@Suite(.timeLimit(.minutes(5)))
struct LimitTests {
    private static let second = [Float](repeating: 0.1, count: 16_000)

    private static func settings(_ limits: LimitSettings) -> ServerSettings {
        ServerSettings(limits: limits)
    }

    /// Tries until a place is free: a session's end and the end of its connection are not one moment.
    private static func opens(port: Int, headers: String = "") async throws -> Bool {
        for _ in 0..<100 {
            if try await RawConnection.handshake(port: port, headers: headers).status == 101 { return true }
            try await Task.sleep(for: .milliseconds(20))
        }
        return false
    }

    @Test func aFullServerSaysSoBeforeTheUpgrade() async throws {
        try await TestServer.steno(settings: Self.settings(LimitSettings(sessions: 1))) { server in
            try await RawConnection.webSocket(port: server.port, path: "/") { first in
                #expect(try await first.readMessage()?["type"] == "ready")
                let answer = try await RawConnection.handshake(port: server.port)
                #expect(answer.status == 503 && answer.code == "server_full")
                #expect(answer.head["Retry-After"] == "10" && answer.head["Connection"] == "close")
                #expect(try await RawConnection.request("/ws/transcribe", port: server.port).status == 503)
                try await first.send(.text(#"{"type":"stop"}"#))
                #expect(try await first.readCloseCode() == 1000)
            }
            #expect(try await Self.opens(port: server.port))
        }
    }

    @Test func overloadedServerRejectsSessionsAndKeepsItsCapacity() async throws {
        let isBusy = Mutex(true)
        let left = Mutex(0)
        let checkLoad: StenoApplication.LoadCheck = { () throws(InferenceError) in
            if isBusy.withLock({ $0 }) { throw .overloaded }
            return { left.withLock { $0 += 1 } }
        }
        let settings = Self.settings(LimitSettings(sessions: 1))
        try await TestServer.steno(settings: settings, checkLoad: checkLoad) { server in
            for _ in 0..<3 {
                let answer = try await RawConnection.handshake(port: server.port)
                #expect(answer.status == 503 && answer.code == "overloaded" && answer.head["Retry-After"] == "10")
            }
            isBusy.withLock { $0 = false }
            #expect(try await Self.opens(port: server.port))
        }
        #expect(left.withLock { $0 } == 1)
    }

    @Test func aClientThatLeavesDuringTheHandshakeTakesNoPlace() async throws {
        try await TestServer.steno(settings: Self.settings(LimitSettings(sessions: 2))) { server in
            for _ in 0..<50 {
                try await RawConnection.open(port: server.port) { connection in
                    try await connection.send(RawConnection.handshake("/"))
                }
            }
            #expect(try await Self.opens(port: server.port))
        }
    }

    @Test func addressesBehindATrustedProxyAreCounted() async throws {
        let proxies = ClientAddress(trustedProxies: [try AddressRange("127.0.0.0/8")])
        let limits = LimitSettings(sessionsPerAddress: 1, clientAddress: proxies)
        try await TestServer.steno(settings: Self.settings(limits)) { server in
            try await RawConnection.open(port: server.port) { first in
                try await first.send(RawConnection.handshake("/", headers: "X-Forwarded-For: 192.0.2.1\r\n"))
                #expect(try await first.readHead().status == 101)
                for (field, status) in [
                    ("192.0.2.1", 429), ("198.51.100.1, 192.0.2.1", 429), ("192.0.2.2", 101), ("2001:db8::1", 101),
                ] {
                    let answer = try await RawConnection.handshake(
                        port: server.port, headers: "X-Forwarded-For: \(field)\r\n")
                    #expect(answer.status == status, "\(field)")
                    if status == 429 {
                        #expect(answer.code == "address_session_limit" && answer.head["Retry-After"] == "10")
                    }
                }
            }
        }
    }

    @Test func anUntrustedClientCannotMakeUpAddresses() async throws {
        try await TestServer.steno(settings: Self.settings(LimitSettings(sessionsPerAddress: 1))) { server in
            try await RawConnection.webSocket(port: server.port, path: "/") { _ in
                let answer = try await RawConnection.handshake(
                    port: server.port, headers: "X-Forwarded-For: 192.0.2.99\r\nForwarded: for=192.0.2.98\r\n")
                #expect(answer.status == 429)
            }
        }
    }

    @Test func aSessionEndsAfterItsTimeWithItsFinals() async throws {
        let limits = LimitSettings(sessionDuration: .milliseconds(1500))
        try await TestServer.steno(settings: Self.settings(limits)) { server in
            try await RawConnection.webSocket(port: server.port, path: "/") { connection in
                try await connection.send(.binary(RawConnection.bytes(of: Self.second)))
                let (messages, code) = try await connection.readMessages()
                #expect(messages.dropLast().last?["text"] == "heard 16000")
                #expect(messages.last?["code"] == "session_expired" && code == 1008)
                #expect(messages.last?["message"]?.text?.contains("Open a new connection") == true)
            }
        }
    }

    @Test func longestDurationHoldsForAudioSentFasterThanSpoken() async throws {
        let limits = LimitSettings(sessionDuration: .seconds(30))
        try await TestServer.steno(settings: Self.settings(limits)) { server in
            try await RawConnection.webSocket(port: server.port, path: "/") { connection in
                for _ in 0..<40 { try await connection.send(.binary(RawConnection.bytes(of: Self.second))) }
                let (messages, code) = try await connection.readMessages()
                #expect(messages.dropLast().last?["text"] == "heard 480000")
                #expect(messages.last?["code"] == "session_expired" && code == 1008)
            }
        }
    }

    @Test func aSessionWithoutAudioEnds() async throws {
        let limits = LimitSettings(idleTimeout: .milliseconds(1200))
        try await TestServer.steno(settings: Self.settings(limits)) { server in
            // Never any, and no more of it; what is no audio does not count.
            try await RawConnection.webSocket(port: server.port, path: "/") { connection in
                try await connection.send(.text(#"{"type":"ping"}"#))
                let (messages, code) = try await connection.readMessages()
                #expect(messages.last?["code"] == "idle_timeout" && code == 1008)
            }
            // Whatever a busy machine makes late, the time counts from the last of what was heard.
            try await RawConnection.webSocket(port: server.port, path: "/") { connection in
                let clock = ContinuousClock()
                var sent: [ContinuousClock.Instant] = []
                for _ in 0..<8 {
                    sent.append(clock.now)
                    try await connection.send(.binary(RawConnection.bytes(of: Self.second)))
                    try await Task.sleep(for: .milliseconds(200))
                }
                let (messages, code) = try await connection.readMessages()
                let text = try #require(messages.dropLast().last?["text"]?.text)
                let heard = try #require(sent.indices.first { text == "heard \(16_000 * ($0 + 1))" }, "\(text)")
                #expect(clock.now - sent[heard] >= .milliseconds(1_200))
                #expect(messages.last?["code"] == "idle_timeout" && code == 1008)
            }
        }
    }

    @Test func audioIsTakenAtTheSetSpeed() async throws {
        try await TestServer.steno(settings: Self.settings(LimitSettings(speed: 10))) { server in
            try await RawConnection.webSocket(port: server.port, path: "/") { connection in
                let clock = ContinuousClock()
                let start = clock.now
                for _ in 0..<80 { try await connection.send(.binary(RawConnection.bytes(of: Self.second))) }
                try await connection.send(.text(#"{"type":"stop"}"#))
                let (messages, code) = try await connection.readMessages()
                #expect(messages.last?["text"] == "heard 1280000" && code == 1000)
                // 20 s beyond the minute that is free.
                #expect(clock.now - start > .seconds(1.9))
            }
        }
    }

    @Test func aBodyThatIsTooBigIsRejected() async throws {
        try await TestServer.steno(settings: Self.settings(LimitSettings(requestBody: 100))) { server in
            let long = String(repeating: " ", count: 101)
            let announced = try await RawConnection.request("/v1/tokens", method: "POST", port: server.port, body: long)
            #expect(announced.status == 413 && announced.code == "body_too_big")
            let chunked = try await RawConnection.open(port: server.port) { connection in
                try await connection.send(
                    "POST /v1/tokens HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "65\r\n\(long)\r\n0\r\n\r\n")
                return try await connection.readResponse().head.status
            }
            #expect(chunked == 413)
            // Of a request that is no handshake the fields of one change nothing.
            let disguised = try await RawConnection.request(
                "/v1/audio/transcriptions", method: "POST", port: server.port,
                headers: "Connection: upgrade\r\nUpgrade: websocket\r\n", body: long)
            #expect(disguised.status == 413)
            #expect(
                try await RawConnection.request("/v1/tokens", method: "POST", port: server.port, body: "{}").status
                    == 200)
        }
    }
}
