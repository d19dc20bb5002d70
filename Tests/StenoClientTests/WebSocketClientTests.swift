// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Testing

@testable import StenoClient

@Suite struct WebSocketClientTests {
    /// A client whose patience outlasts a busy machine: the scripted server waits for its turn among all other tests.
    private static func client(_ address: String) throws -> WebSocketClient {
        var client = try WebSocketClient(url: address)
        client.timeout = .minutes(5)
        return client
    }

    @Test func sendsAHandshakeAndEchoesMessages() async throws {
        try await ScriptedServer.run { server in
            let request = try await server.readRequest()
            #expect(request.hasPrefix("GET /ws/transcribe?language=en HTTP/1.1\r\n"))
            #expect(request.lowercased().contains("\r\nhost: 127.0.0.1:"))
            #expect(request.contains("\r\nAuthorization: Bearer secret"))
            #expect(!request.lowercased().contains("transfer-encoding"))
        } client: { address in
            var client = try Self.client(address)
            client.headers = [("Authorization", "Bearer secret")]
            let authorized = client
            let error = await #expect(throws: StenoClientError.self) { try await authorized.connect { _ in } }
            #expect(error?.code == .protocolViolation)
        }
    }

    @Test func takesMessagesInOrderEvenThoseSentWithTheHandshake() async throws {
        try await ScriptedServer.run { server in
            try await server.accept(followedBy: ScriptedServer.frame(0x81, Array("early".utf8)))
            while let frame = try await server.readFrame(), frame.first & 0x0F != 8 {
                try await server.write(ScriptedServer.frame(frame.first, frame.payload))
            }
            try await server.write(ScriptedServer.frame(0x88, [3, 232]))
        } client: { address in
            try await Self.client(address).connect { socket in
                try await socket.send("text ä")
                try await socket.send([UInt8](repeating: 7, count: 40_000))
                try await socket.send(samples: [1, -0.5])
                var messages: [WebSocketMessage] = []
                for try await message in socket.messages {
                    messages.append(message)
                    if messages.count == 4 { try await socket.close() }
                }
                let samples: [UInt8] = [0, 0, 0x80, 0x3F, 0, 0, 0, 0xBF]
                let bytes = [UInt8](repeating: 7, count: 40_000)
                #expect(
                    messages == [
                        .text("early"), .text("text ä"), .binary(ByteBuffer(bytes: bytes)),
                        .binary(ByteBuffer(bytes: samples)),
                    ])
                #expect(socket.closure == WebSocketClosure(code: 1000, reason: ""))
            }
        }
    }

    @Test func joinsFragmentsAndAnswersPingsBetweenThem() async throws {
        try await ScriptedServer.run { server in
            try await server.accept()
            let frame = ScriptedServer.frame
            try await server.write(frame(0x01, Array("one ".utf8)))
            try await server.write(frame(0x89, Array("are you there".utf8)))
            try await server.write(frame(0x00, Array("two ".utf8)) + frame(0x80, Array("three".utf8)))
            let pong = try await server.readFrame()
            #expect(pong?.first == 0x8A)
            #expect(pong?.payload == Array("are you there".utf8))
            try await server.write(frame(0x88, [0x0F, 0xA0] + Array("go away".utf8)))
            let close = try await server.readFrame()
            #expect(close?.first == 0x88)
            #expect(close?.payload == [0x0F, 0xA0])
        } client: { address in
            try await Self.client(address).connect { socket in
                var messages: [WebSocketMessage] = []
                for try await message in socket.messages { messages.append(message) }
                #expect(messages == [.text("one two three")])
                #expect(socket.closure == WebSocketClosure(code: 4000, reason: "go away"))
                await #expect(throws: StenoClientError(.closed, "The connection is closed")) {
                    try await socket.send("too late")
                }
            }
        }
    }

    @Test func closesWithCodeAndReasonAndPings() async throws {
        try await ScriptedServer.run { server in
            try await server.accept()
            let ping = try await server.readFrame()
            #expect(ping?.first == 0x89)
            #expect(ping?.payload == [1, 2])
            let close = try await server.readFrame()
            #expect(close?.first == 0x88)
            #expect(close?.payload == [0x0B, 0xB8] + Array("enough".utf8))
            try await server.write(ScriptedServer.frame(0x81, Array("last words".utf8)))
            try await server.write(ScriptedServer.frame(0x88, close?.payload ?? []))
        } client: { address in
            try await Self.client(address).connect { socket in
                try await socket.ping([1, 2])
                try await socket.close(code: 3000, reason: "enough")
                var messages: [WebSocketMessage] = []
                for try await message in socket.messages { messages.append(message) }
                #expect(messages == [.text("last words")])
                #expect(socket.closure?.code == 3000)
            }
        }
    }

    @Test func closesWhenTheBodyReturns() async throws {
        try await ScriptedServer.run { server in
            try await server.accept()
            let close = try await server.readFrame()
            #expect(close?.payload == [3, 232])
        } client: { address in
            try await Self.client(address).connect { _ in }
        }
    }

    @Test func abortsWithoutAWord() async throws {
        try await ScriptedServer.run { server in
            try await server.accept()
            let frame = try await server.readFrame()
            #expect(frame == nil)
        } client: { address in
            try await Self.client(address).connect { socket in
                socket.abort()
                for try await _ in socket.messages {}
                #expect(socket.closure?.code == 1006)
            }
        }
    }

    @Test func tellsWhenTheServerVanishes() async throws {
        try await ScriptedServer.run { server in
            try await server.accept(followedBy: ScriptedServer.frame(0x81, Array("a".utf8)))
        } client: { address in
            try await Self.client(address).connect { socket in
                var count = 0
                for try await _ in socket.messages { count += 1 }
                #expect(count == 1)
                #expect(socket.closure == WebSocketClosure(code: 1006, reason: ""))
            }
        }
    }

    static let brokenFrames: [(bytes: [UInt8], code: UInt8)] = [
        (ScriptedServer.frame(0xC1, [1]), 0xEA),  // a reserved bit: 1002
        (ScriptedServer.frame(0x81, [0xFF]), 0xEF),  // not UTF-8: 1007
        (ScriptedServer.frame(0x80, [1]), 0xEA),  // a continuation of nothing: 1002
        ([0x82, 127, 0, 0, 0, 0, 0x80, 0, 0, 0], 0xF1),  // 2 GB: 1009
    ]

    @Test(arguments: brokenFrames)
    func refusesBrokenFrames(bytes: [UInt8], code: UInt8) async throws {
        try await ScriptedServer.run { server in
            try await server.accept(followedBy: bytes)
            let close = try await server.readFrame()
            #expect(close?.payload == [3, code])
        } client: { address in
            let error = await #expect(throws: StenoClientError.self) {
                try await Self.client(address).connect { socket in
                    for try await _ in socket.messages {}
                }
            }
            #expect(error?.code == .protocolViolation)
        }
    }

    @Test func tellsWhatTheServerSaidInstead() async throws {
        try await ScriptedServer.run { server in
            _ = try await server.readRequest()
            try await server.write(
                Array("HTTP/1.1 401 Unauthorized\r\nContent-Length: 16\r\n\r\nwrong\naccess key".utf8))
        } client: { address in
            let error = await #expect(throws: StenoClientError.self) {
                try await Self.client(address).connect { _ in }
            }
            #expect(error?.code == .refused(status: 401))
            #expect(error?.message.hasSuffix("(HTTP 401: wrong access key)") == true)
        }
    }

    @Test(arguments: ["SSH-2.0-OpenSSH_9.2\r\n", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"])
    func tellsOfAServerThatSpeaksSomethingElse(answer: String) async throws {
        try await ScriptedServer.run { server in
            _ = try await server.readRequest()
            try await server.write(Array(answer.utf8))
        } client: { address in
            let error = await #expect(throws: StenoClientError.self) {
                try await Self.client(address).connect { _ in }
            }
            #expect(error?.code == .protocolViolation)
        }
    }

    @Test func tellsOfASilentServer() async throws {
        try await ScriptedServer.run { server in
            while try await server.readFrame() != nil {}
        } client: { address in
            var client = try Self.client(address)
            client.timeout = .milliseconds(200)
            let impatient = client
            let error = await #expect(throws: StenoClientError.self) { try await impatient.connect { _ in } }
            #expect(error?.code == .protocolViolation)
        }
    }

    @Test func reportsUnreachableServer() async throws {
        let error = await #expect(throws: StenoClientError.self) {
            try await WebSocketClient(url: "ws://127.0.0.1:1").connect { _ in }
        }
        #expect(error?.code == .unreachable)
        #expect(error?.remedy?.contains("steno serve") == true)
    }

    @Test func trustsOnlyGivenAuthorities() async throws {
        var client = try WebSocketClient(url: "wss://127.0.0.1:1")
        client.certificateAuthorities = "/nonexistent.pem"
        let misled = client
        let error = await #expect(throws: StenoClientError.self) { try await misled.connect { _ in } }
        #expect(error?.code == .untrusted && error?.message.contains("/nonexistent.pem") == true)
    }

    @Test(arguments: ["", "nonsense", "127.0.0.1:8765", "ftp://host", "ws://", "ws://host:70000"])
    func refusesBadAddresses(url: String) {
        let error = #expect(throws: StenoClientError.self) { try WebSocketClient(url: url) }
        #expect(error?.code == .badURL)
    }

    @Test func takesAddressesApart() throws {
        let plain = try WebSocketAddress("ws://host")
        #expect((plain.host, plain.port, plain.target, plain.authority) == ("host", 80, "/", "host"))
        let full = try WebSocketAddress("WS://[::1]:8765/a%20b?c=d&e=%26")
        #expect((full.host, full.port) == ("::1", 8765))
        #expect((full.target, full.authority) == ("/a%20b?c=d&e=%26", "[::1]:8765"))
        #expect(!plain.isSecure && !full.isSecure)
        let secure = try WebSocketAddress("wss://host/")
        #expect((secure.isSecure, secure.port, secure.authority) == (true, 443, "host"))
        #expect(try WebSocketAddress("https://host:80").authority == "host:80")
    }
}
