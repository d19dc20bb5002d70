// SPDX-License-Identifier: Apache-2.0

import HTTPTesting
import NIOCore
import Testing

@testable import HTTPWebSocket

/// Frames over a socket: what is joined, what is answered, what is refused and with which code.
@Suite(.timeLimit(.minutes(5)))
struct FrameTests {
    @Test func echoesTextAndBinaryOfAllLengthForms() async throws {
        try await EchoServer.run { server in
            try await RawConnection.webSocket(port: server.port) { connection in
                for length in [0, 1, 125, 126, 65535, 65536, 200_000] {
                    let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 * 7) }
                    try await connection.send(.binary(bytes))
                    let frame = try await connection.readFrame()
                    #expect(frame == RawFrame(opcode: 2, payload: bytes, isMasked: false))
                }
                try await connection.send(.text("grüße 🙂"))
                #expect(try await connection.readFrame()?.text == "grüße 🙂")
            }
        }
    }

    @Test func joinsFragmentsAroundControlFrames() async throws {
        try await EchoServer.run { server in
            try await RawConnection.webSocket(port: server.port) { connection in
                // The split is amid a character of two bytes.
                let text = Array("für".utf8)
                try await connection.send(
                    RawFrame(isFinal: false, opcode: 1, payload: Array(text[..<2])),
                    .ping("amid"),
                    RawFrame(isFinal: false, opcode: 0, payload: []),
                    RawFrame(opcode: 10, payload: []),
                    RawFrame(opcode: 0, payload: Array(text[2...])))
                let pong = try await connection.readFrame()
                #expect(pong?.opcode == 10 && pong?.text == "amid")
                #expect(try await connection.readFrame()?.text == "für")
            }
        }
    }

    @Test func readsFramesThatArriveByteByByte() async throws {
        try await EchoServer.run { server in
            try await RawConnection.webSocket(port: server.port) { connection in
                for byte in RawFrame.text("slow").bytes() { try await connection.send(bytes: [byte]) }
                #expect(try await connection.readFrame()?.text == "slow")
            }
        }
    }

    /// A breach of the protocol: what is sent, and the code it is closed with.
    struct Breach: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let code: Int
        let bytes: [UInt8]
    }

    static let breaches: [Breach] = [
        Breach(
            testDescription: "unmasked", code: 1002,
            bytes: RawFrame(opcode: 1, payload: [65], isMasked: false).bytes()),
        Breach(testDescription: "RSV1", code: 1002, bytes: RawFrame(reserved: 4, opcode: 1, payload: [65]).bytes()),
        Breach(testDescription: "RSV3", code: 1002, bytes: RawFrame(reserved: 1, opcode: 2, payload: [65]).bytes()),
        Breach(testDescription: "reserved opcode", code: 1002, bytes: RawFrame(opcode: 3, payload: [65]).bytes()),
        Breach(testDescription: "reserved control opcode", code: 1002, bytes: RawFrame(opcode: 11).bytes()),
        Breach(testDescription: "fragmented ping", code: 1002, bytes: RawFrame.ping("x", isFinal: false).bytes()),
        Breach(
            testDescription: "long ping", code: 1002,
            bytes: RawFrame.ping(String(repeating: "x", count: 126)).bytes()),
        Breach(
            testDescription: "stray continuation", code: 1002,
            bytes: RawFrame.continuation("x", isFinal: true).bytes()),
        Breach(
            testDescription: "message within a message", code: 1002,
            bytes: RawFrame.text("a", isFinal: false).bytes() + RawFrame.text("b").bytes()),
        Breach(testDescription: "bad UTF-8", code: 1007, bytes: RawFrame(opcode: 1, payload: [0xC3, 0x28]).bytes()),
        Breach(
            testDescription: "bad UTF-8 in the reason", code: 1007,
            bytes: RawFrame(opcode: 8, payload: [3, 232, 0xFF]).bytes()),
        Breach(testDescription: "close with half a code", code: 1002, bytes: RawFrame(opcode: 8, payload: [3]).bytes()),
        Breach(testDescription: "close with 1005", code: 1002, bytes: RawFrame.close(1005).bytes()),
        Breach(testDescription: "close with 999", code: 1002, bytes: RawFrame.close(999).bytes()),
        Breach(
            testDescription: "2 GB header", code: 1009,
            bytes: RawFrame(opcode: 2).bytes(announcedLength: 2 * 1024 * 1024 * 1024)),
        Breach(
            testDescription: "length with its highest bit set", code: 1009,
            bytes: [0x82, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4]),
        Breach(
            testDescription: "message over the limit in small frames", code: 1009,
            bytes: (0..<5).flatMap {
                RawFrame(isFinal: false, opcode: $0 == 0 ? 2 : 0, payload: Array(repeating: 0, count: 250)).bytes()
            }),
    ]

    @Test(arguments: breaches)
    func closesWithTheRightCode(breach: Breach) async throws {
        let settings = WebSocketSettings(maximumFrameSize: 1000, maximumMessageSize: 1000)
        try await EchoServer.run(settings: settings) { server in
            try await RawConnection.webSocket(port: server.port) { connection in
                try await connection.send(.text("before"))
                #expect(try await connection.readFrame()?.text == "before")
                try await connection.send(bytes: breach.bytes)
                #expect(try await connection.readCloseCode() == breach.code)
            }
        }
    }

    @Test func tellsTheSessionOfABreachAndLetsItSpeakBeforeTheClose() async throws {
        try await EchoServer.run(session: { inbound, outbound in
            for await _ in inbound {}
            guard case .violation(let close) = inbound.ending else { return }
            try await outbound.send(.text("breach \(close.code?.rawValue ?? 0)"))
        }) { server in
            try await RawConnection.webSocket(port: server.port) { connection in
                try await connection.send(bytes: RawFrame(opcode: 2).bytes(announcedLength: 1 << 31))
                #expect(try await connection.readFrame()?.text == "breach 1009")
                #expect(try await connection.readFrame()?.closeCode == 1009)
            }
        }
    }

    @Test func answersPingsWhileTheSessionIsBusy() async throws {
        try await EchoServer.run(session: { _, _ in try await Task.sleep(for: .seconds(3600)) }) { server in
            try await RawConnection.webSocket(port: server.port) { connection in
                try await connection.send(.text("for later"), .ping("are you there"))
                let pong = try await connection.readFrame()
                #expect(pong?.opcode == 10 && pong?.text == "are you there")
            }
        }
    }

    @Test func pingsASilentPeerAndGivesItUp() async throws {
        let settings = WebSocketSettings(pingInterval: .milliseconds(50), unansweredPings: 2)
        try await EchoServer.run(settings: settings) { server in
            try await RawConnection.webSocket(port: server.port) { connection in
                let first = try await connection.readFrame()
                let second = try await connection.readFrame()
                #expect(first?.opcode == 9 && second?.opcode == 9)
                #expect(try await connection.isClosedByServer())
            }
        }
    }
}
