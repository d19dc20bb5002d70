// SPDX-License-Identifier: Apache-2.0

import HTTPTesting
import NIOCore
import Synchronization
import Testing

@testable import HTTPWebSocket

/// What one side does not take stays with the other.
@Suite(.timeLimit(.minutes(5)))
struct BackpressureTests {
    /// A flooding client is stopped by a session that takes nothing: the server holds little, the rest waits in the
    /// kernel's buffers and with the client.
    @Test func aSessionThatReadsNothingStopsTheSender() async throws {
        let release = AsyncStream<Void>.makeStream()
        let taken = Atomic<Int>(0)
        try await EchoServer.run(session: { inbound, _ in
            var gate = release.stream.makeAsyncIterator()
            await gate.next()
            for await _ in inbound { taken.add(1, ordering: .relaxed) }
        }) { server in
            try await RawConnection.webSocket(port: server.port) { connection in
                let frame = ByteBuffer(bytes: RawFrame.binary(Array(repeating: 0, count: 32_000)).bytes())
                let sent = Atomic<Int>(0)
                // 64 MB in all; far more than the kernel keeps.
                let total = 2000
                for _ in 0..<total {
                    connection.channel.write(frame).whenSuccess { sent.add(1, ordering: .relaxed) }
                }
                connection.channel.flush()
                let stuck = try await Self.settled { sent.load(ordering: .relaxed) }
                #expect(stuck < total / 2, "\(stuck) messages were taken from the sender")
                release.continuation.yield()
                try await Self.wait { taken.load(ordering: .relaxed) == total }
            }
        }
    }

    /// A session that sends to a peer that reads nothing is suspended in `send`.
    @Test func aPeerThatReadsNothingStopsTheSession() async throws {
        let sent = Atomic<Int>(0)
        let cancelled = Atomic<Bool>(false)
        try await EchoServer.run(session: { _, outbound in
            let message = WebSocketMessage.binary(ByteBuffer(repeating: 0, count: 32_000))
            do {
                while true {
                    try await outbound.send(message)
                    sent.add(1, ordering: .relaxed)
                }
            } catch {
                cancelled.store(true, ordering: .relaxed)
            }
        }) { server in
            try await RawConnection.webSocket(port: server.port) { connection in
                try await connection.channel.setOption(.autoRead, value: false).get()
                let stuck = try await Self.settled { sent.load(ordering: .relaxed) }
                #expect(stuck > 0)
                #expect(stuck * 32_000 < 32_000_000, "\(stuck) messages left the session")
            }
            // The connection is gone: the session's send fails.
            try await Self.wait { cancelled.load(ordering: .relaxed) }
        }
    }

    /// A peer that leaves while nobody reads has its end behind all that it sent.
    @Test func aPeerThatLeavesBehindItsFloodIsNoticed() async throws {
        let (ends, end) = AsyncStream<Void>.makeStream()
        try await EchoServer.run(
            settings: WebSocketSettings(probeInterval: .milliseconds(50)),
            session: { _, _ in
                // Takes nothing, and is cancelled with its connection.
                try? await Task.sleep(for: .seconds(30))
                end.yield()
            }
        ) { server in
            try await RawConnection.webSocket(port: server.port) { connection in
                let frame = ByteBuffer(bytes: RawFrame.binary(Array(repeating: 0, count: 32_000)).bytes())
                for _ in 0..<1_000 { connection.channel.write(frame, promise: nil) }
                connection.channel.flush()
                try await Task.sleep(for: .milliseconds(300))
            }
            let left = ContinuousClock.now
            await ends.first { _ in true }
            #expect(ContinuousClock.now - left < .seconds(10))
        }
    }

    @Test func floodOfPingsToAPeerThatReadsNothingIsNotPiledUp() async throws {
        try await EchoServer.run { server in
            try await RawConnection.webSocket(port: server.port) { connection in
                try await connection.channel.setOption(.autoRead, value: false).get()
                let pings = ByteBuffer(
                    bytes: (0..<1000).flatMap { _ in RawFrame.ping(String(repeating: "p", count: 120)).bytes() })
                for _ in 0..<20 { try await connection.channel.writeAndFlush(pings).get() }
                try await connection.channel.setOption(.autoRead, value: true).get()
                var pongs = 0
                try await connection.send(.text("after the flood"))
                while let frame = try await connection.readFrame(), frame.opcode == 10 { pongs += 1 }
                // Those that came in one read have one answer.
                #expect(pongs > 0 && pongs < 4_000, "\(pongs) pongs for 20,000 pings")
            }
        }
    }

    /// Waits until a figure does not change any more.
    private static func settled(_ figure: @Sendable () -> Int) async throws -> Int {
        var last = -1
        var unchanged = 0
        while unchanged < 10 {
            try await Task.sleep(for: .milliseconds(30))
            let now = figure()
            unchanged = now == last ? unchanged + 1 : 0
            last = now
        }
        return last
    }

    private static func wait(_ condition: @Sendable () -> Bool) async throws {
        while !condition() { try await Task.sleep(for: .milliseconds(5)) }
    }
}
