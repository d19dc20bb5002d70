// SPDX-License-Identifier: Apache-2.0

import HTTPTesting
import NIOCore
import Synchronization
import Testing
import WireText

@testable import SessionRuntime
@testable import StenoServer

/// A transcription that cannot keep up with what the client sends.
@Suite(.timeLimit(.minutes(5)))
struct SlowTranscriptionTests {
    /// A session whose model is busy for as long as the test takes.
    private static let stuck = ScriptedSessions { _ in try await Task.sleep(for: .seconds(3600)) }

    private static let settings = ServerSettings(resumption: ResumptionSettings(timeout: .zero))

    /// A client that sends a file at full speed has its ping answered, though minutes of audio wait.
    @Test func pingsAreAnsweredBehindMinutesOfAudio() async throws {
        try await TestServer.steno(settings: Self.settings, sessions: Self.stuck) { server in
            try await RawConnection.webSocket(port: server.port, path: "/") { connection in
                #expect(try await connection.readMessage()?["type"] == "ready")
                let frame = RawFrame.binary(Array(repeating: 0, count: 64_000)).bytes()
                for _ in 0..<180 { try await connection.send(bytes: frame) }
                try await connection.send(.ping("alive"), .text(#"{"type":"ping"}"#))
                var answers: [String] = []
                while answers.count < 2, let frame = try await connection.readFrame() {
                    // An empty pong is no answer: it finds out whether the client is still there.
                    let isPong = frame.opcode == 10 && !frame.text.isEmpty
                    if isPong || frame.text.contains("pong") { answers.append(frame.text) }
                }
                #expect(answers == ["alive", #"{"type":"pong"}"#])
            }
        }
    }

    /// But no client makes the server hold any amount.
    @Test func whatWaitsIsBounded() async throws {
        try await TestServer.steno(settings: Self.settings, sessions: Self.stuck) { server in
            try await RawConnection.webSocket(port: server.port, path: "/") { connection in
                let frame = ByteBuffer(bytes: RawFrame.binary(Array(repeating: 0, count: 64_000)).bytes())
                let sent = Atomic<Int>(0)
                for _ in 0..<1500 {
                    connection.channel.write(frame).whenSuccess { sent.add(1, ordering: .relaxed) }
                }
                connection.channel.flush()
                var last = -1
                while last <= 200 || last != sent.load(ordering: .relaxed) {
                    last = sent.load(ordering: .relaxed)
                    try await Task.sleep(for: .milliseconds(500))
                }
                // 16 MiB wait in the server, and some in the kernel; 96 MB were offered.
                #expect(last < 800, "\(last) messages were taken")
            }
        }
    }
}
