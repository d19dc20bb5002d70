// SPDX-License-Identifier: Apache-2.0

import HTTPTesting
import Synchronization
import Testing

@testable import HTTPWebSocket

/// Who closes, with which code, and what the other side still gets.
@Suite(.timeLimit(.minutes(5)))
struct ClosingTests {
    @Test func answersTheClientsClose() async throws {
        let ending = Mutex<WebSocketEnding?>(nil)
        try await EchoServer.run(session: { inbound, _ in
            for await _ in inbound {}
            ending.withLock { $0 = inbound.ending }
        }) { server in
            try await RawConnection.webSocket(port: server.port) { connection in
                try await connection.send(.close(4321, "enough"))
                let answer = try await connection.readFrame()
                #expect(answer?.closeCode == 4321)
                #expect(try await connection.isClosedByServer())
            }
        }
        let expected = WebSocketEnding.peerClosed(WebSocketClose(.init(rawValue: 4321), reason: "enough"))
        #expect(ending.withLock { $0 } == expected)
    }

    @Test func answersAnEmptyClose() async throws {
        try await EchoServer.run { server in
            try await RawConnection.webSocket(port: server.port) { connection in
                try await connection.send(.close(nil))
                #expect(try await connection.readFrame() == RawFrame(opcode: 8, isMasked: false))
                #expect(try await connection.isClosedByServer())
            }
        }
    }

    @Test func closesNormallyWhenTheSessionReturns() async throws {
        try await EchoServer.run(session: { _, outbound in try await outbound.send(.text("bye")) }) { server in
            try await RawConnection.webSocket(port: server.port) { connection in
                #expect(try await connection.readFrame()?.text == "bye")
                #expect(try await connection.readFrame()?.closeCode == 1000)
                // What crosses with the close is dropped, not echoed, and the peer's answer ends it.
                try await connection.send(.text("crossing"), .close(1000))
                #expect(try await connection.isClosedByServer())
            }
        }
    }

    @Test func closesWithACodeOfTheSessionsChoice() async throws {
        try await EchoServer.run(session: { inbound, outbound in
            outbound.close(.init(rawValue: 4408), reason: "too late")
            for await _ in inbound {}
            #expect(inbound.ending == .closedHere)
        }) { server in
            try await RawConnection.webSocket(port: server.port) { connection in
                let close = try await connection.readFrame()
                #expect(close?.closeCode == 4408)
                #expect(close?.payload.dropFirst(2).elementsEqual("too late".utf8) == true)
                try await connection.send(.close(4408))
                #expect(try await connection.isClosedByServer())
            }
        }
    }

    @Test func closesWithInternalErrorWhenTheSessionThrows() async throws {
        struct Broken: Error {}
        try await EchoServer.run(session: { _, _ in throw Broken() }) { server in
            try await RawConnection.webSocket(port: server.port) { connection in
                let code = try await connection.readCloseCode()
                #expect(code == 1011)
            }
        }
    }

    @Test func cutsAPeerThatNeverAnswersTheClose() async throws {
        let settings = WebSocketSettings(closeTimeout: .milliseconds(50))
        try await EchoServer.run(settings: settings, session: { _, _ in }) { server in
            try await RawConnection.webSocket(port: server.port) { connection in
                let code = try await connection.readCloseCode()
                #expect(code == 1000)
                #expect(try await connection.isClosedByServer())
            }
        }
    }

    @Test func cancelsTheSessionOfAPeerThatVanishes() async throws {
        let (endings, ended) = AsyncStream<Bool>.makeStream()
        try await EchoServer.run(session: { _, _ in
            // Reads nothing, as a session does that waits for the model.
            try? await Task.sleep(for: .seconds(3600))
            ended.yield(Task.isCancelled)
        }) { server in
            try await RawConnection.webSocket(port: server.port) { connection in
                try await connection.send(.text("gone in a moment"))
            }
            var iterator = endings.makeAsyncIterator()
            #expect(await iterator.next() == true)
        }
    }

    @Test func tellsTheSessionOfALostConnection() async throws {
        let (endings, ended) = AsyncStream<WebSocketEnding?>.makeStream()
        try await EchoServer.run(session: { inbound, _ in
            for await _ in inbound {}
            ended.yield(inbound.ending)
        }) { server in
            try await RawConnection.webSocket(port: server.port) { _ in }
            var iterator = endings.makeAsyncIterator()
            #expect(await iterator.next() == .connectionLost)
        }
    }

    @Test func closesWithGoingAwayAfterTheSessionsLastMessage() async throws {
        try await EchoServer.run(session: { inbound, outbound in
            for await message in inbound { try await outbound.send(message) }
            #expect(inbound.ending == .dismissed(.shutdown))
            try await outbound.send(.text("last words"))
        }) { server in
            try await RawConnection.webSocket(port: server.port) { connection in
                try await connection.send(.text("first"))
                #expect(try await connection.readFrame()?.text == "first")
                await server.shutDown()
                #expect(try await connection.readFrame()?.text == "last words")
                #expect(try await connection.readFrame()?.closeCode == 1001)
                try await connection.send(.close(1001))
                #expect(try await connection.isClosedByServer())
            }
        }
    }

    @Test func shutdownDoesNotWaitForASessionWithoutEnd() async throws {
        let settings = WebSocketSettings(shutdownGrace: .milliseconds(100))
        try await EchoServer.run(
            settings: settings, session: { _, _ in try await Task.sleep(for: .seconds(3600)) }
        ) { server in
            try await RawConnection.webSocket(port: server.port) { connection in
                await server.shutDown()
                let close = try await connection.readFrame()
                #expect(close?.closeCode == 1001)
            }
        }
    }

    @Test func shutdownClosesAllOfManySessions() async throws {
        try await EchoServer.run { server in
            try await withThrowingTaskGroup(of: Int?.self) { group in
                let (opened, open) = AsyncStream<Void>.makeStream()
                for _ in 0..<50 {
                    group.addTask {
                        try await RawConnection.webSocket(port: server.port) { connection in
                            open.yield()
                            return try await connection.readCloseCode()
                        }
                    }
                }
                var iterator = opened.makeAsyncIterator()
                for _ in 0..<50 { await iterator.next() }
                await server.shutDown()
                for try await code in group { #expect(code == 1001) }
            }
        }
    }
}
