// SPDX-License-Identifier: Apache-2.0

import HTTPTesting
import Testing

@testable import HTTPWebSocket

/// The opening handshake, on connections that are used for other requests too.
@Suite(.timeLimit(.minutes(5)))
struct UpgradeTests {
    @Test func answersTheHandshakeOfTheStandard() async throws {
        try await EchoServer.run { server in
            try await RawConnection.open(port: server.port) { connection in
                try await connection.send(RawConnection.handshake("/echo"))
                let head = try await connection.readHead()
                #expect(head.status == 101)
                #expect(head["Sec-WebSocket-Accept"] == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
                #expect(head["Upgrade"] == "websocket")
                #expect(head["Connection"] == "Upgrade")
                #expect(head["Sec-WebSocket-Protocol"] == nil)
                #expect(head["Transfer-Encoding"] == nil && head["Content-Length"] == nil)
            }
        }
    }

    @Test func upgradesOnTheSecondRequest() async throws {
        try await EchoServer.run { server in
            try await RawConnection.open(port: server.port) { connection in
                try await connection.send("GET /plain HTTP/1.1\r\nHost: localhost\r\n\r\n")
                let plain = try await connection.readResponse()
                #expect(plain.head.status == 200 && plain.body == Array("plain".utf8))
                try await connection.send(RawConnection.handshake("/echo"))
                #expect(try await connection.readHead().status == 101)
                try await connection.send(.text("hello"))
                #expect(try await connection.readFrame()?.text == "hello")
            }
        }
    }

    @Test func upgradesBehindAPipelinedRequestWithFramesAlong() async throws {
        try await EchoServer.run { server in
            try await RawConnection.open(port: server.port) { connection in
                let requests = "GET /plain HTTP/1.1\r\nHost: localhost\r\n\r\n" + RawConnection.handshake("/echo")
                let frames = RawFrame.text("one").bytes() + RawFrame.text("two").bytes()
                try await connection.send(bytes: Array(requests.utf8) + frames)
                #expect(try await connection.readResponse().head.status == 200)
                #expect(try await connection.readHead().status == 101)
                #expect(try await connection.readFrame()?.text == "one")
                #expect(try await connection.readFrame()?.text == "two")
            }
        }
    }

    @Test func agreesOnTheClientsFirstKnownSubprotocol() async throws {
        try await EchoServer.run { server in
            try await RawConnection.open(port: server.port) { connection in
                let offer = "Sec-WebSocket-Protocol: unknown, other\r\nSec-WebSocket-Protocol: steno\r\n"
                try await connection.send(RawConnection.handshake("/echo", headers: offer))
                #expect(try await connection.readHead()["Sec-WebSocket-Protocol"] == "other")
            }
        }
    }

    @Test(arguments: [401, 404, 426, 429, 503])
    func aRejectedHandshakeKeepsItsStatusAndCloses(status: Int) async throws {
        try await EchoServer.run { server in
            try await RawConnection.open(port: server.port) { connection in
                try await connection.send(RawConnection.handshake("/refused/\(status)"))
                let response = try await connection.readResponse()
                #expect(response.head.status == status)
                #expect(response.head["Connection"] == "close")
                #expect(try await connection.isClosedByServer())
            }
        }
    }

    @Test func refusesAnotherVersionByNamingItsOwn() async throws {
        try await EchoServer.run { server in
            try await RawConnection.open(port: server.port) { connection in
                try await connection.send(RawConnection.handshake("/echo", version: 8))
                let response = try await connection.readResponse()
                #expect(response.head.status == 426)
                #expect(response.head["Sec-WebSocket-Version"] == "13")
                #expect(try await connection.isClosedByServer())
            }
        }
    }

    @Test func refusesAPlainRequestAndGoesOn() async throws {
        try await EchoServer.run { server in
            try await RawConnection.open(port: server.port) { connection in
                try await connection.send("GET /echo HTTP/1.1\r\nHost: localhost\r\n\r\n")
                #expect(try await connection.readResponse().head.status == 426)
                try await connection.send("GET /plain HTTP/1.1\r\nHost: localhost\r\n\r\n")
                #expect(try await connection.readResponse().head.status == 200)
            }
        }
    }

    @Test(arguments: ["short==", "dGhlIHNhbXBsZSBub25jZQ!=", "dGhlIHNhbXBsZSBub25jZQabcd=="])
    func refusesAMalformedKey(key: String) async throws {
        try await EchoServer.run { server in
            try await RawConnection.open(port: server.port) { connection in
                let handshake = RawConnection.handshake("/echo")
                try await connection.send(handshake.replacing("dGhlIHNhbXBsZSBub25jZQ==", with: key))
                #expect(try await connection.readResponse().head.status == 400)
                #expect(try await connection.isClosedByServer())
            }
        }
    }

    @Test func anOfferOfHTTP2IsAnsweredAndCloses() async throws {
        try await EchoServer.run { server in
            try await RawConnection.open(port: server.port) { connection in
                try await connection.send(
                    "GET /plain HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings\r\n"
                        + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n")
                let response = try await connection.readResponse()
                #expect(response.head.status == 200 && response.body == Array("plain".utf8))
                #expect(response.head["Connection"] == "close")
                #expect(try await connection.isClosedByServer())
            }
        }
    }

    @Test func anOfferOfHTTP2WithABodyIsReadToItsEnd() async throws {
        try await EchoServer.run { server in
            try await RawConnection.open(port: server.port) { connection in
                try await connection.send(
                    "POST /length HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings\r\n"
                        + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\nContent-Length: 5\r\n\r\n12345")
                let response = try await connection.readResponse()
                #expect(response.head.status == 200 && response.body == Array("5".utf8))
                #expect(try await connection.isClosedByServer())
            }
        }
    }

    @Test func answersExpectContinueBeforeTheBodyIsSent() async throws {
        try await EchoServer.run { server in
            try await RawConnection.open(port: server.port) { connection in
                try await connection.send(
                    "POST /length HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n")
                #expect(try await connection.readHead().status == 100)
                try await connection.send("abc")
                #expect(try await connection.readResponse().body == Array("3".utf8))
            }
        }
    }

    @Test func survivesConnectingAndLeaving() async throws {
        try await EchoServer.run { server in
            for _ in 0..<20 {
                try await RawConnection.open(port: server.port) { _ in }
            }
            try await RawConnection.webSocket(port: server.port) { connection in
                try await connection.send(.text("still here"))
                #expect(try await connection.readFrame()?.text == "still here")
            }
        }
    }
}
