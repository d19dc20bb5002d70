// SPDX-License-Identifier: Apache-2.0

import Foundation
import StenoClient
import Synchronization
import Testing

/// Transcripts that outlive the server.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct JournalTests {
    /// What one client saw.
    private struct Seen: Sendable {
        var session = ""
        var finals: [String] = []
    }

    /// Streams in real time until the server is gone.
    private func stream(_ bytes: [UInt8], to url: String, into seen: @escaping @Sendable (Seen) -> Void) async {
        try? await WebSocketClient(url: url).connect { connection in
            let sending = Task {
                for start in stride(from: 0, to: bytes.count, by: 6_400) {
                    try await connection.send(Array(bytes[start..<min(start + 6_400, bytes.count)]))
                    try await Task.sleep(for: .milliseconds(100))
                }
            }
            defer { sending.cancel() }
            var all = Seen()
            for try await message in connection.messages {
                guard case .text(let json) = message else { continue }
                switch try StenoMessage(json: json) {
                case .ready(let session, _): all.session = session ?? ""
                case .final(let final): all.finals.append(final.text)
                default: continue
                }
                seen(all)
            }
        }
    }

    @Test func whatWasSeenSurvivesAKilledServer() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "steno-\(UUID().uuidString)").path
        defer { for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) } }
        let server = try await TestServer(["--journal", path])
        let bytes = try Audio.float32()
        let seen = SeenByAll(count: 20)
        await withTaskGroup(of: Void.self) { group in
            for client in 0..<20 {
                group.addTask { await self.stream(bytes, to: server.url) { seen.note($0, of: client) } }
            }
            group.addTask {
                while seen.finals < 30, server.process.isRunning { try? await Task.sleep(for: .milliseconds(20)) }
                try? await server.process.kill()
            }
        }
        let second = try await TestServer(["--journal", path])
        #expect(seen.all.count { !$0.finals.isEmpty } > 10)
        for client in seen.all where !client.finals.isEmpty {
            let (status, body) = try await PlainHTTP.get(
                port: second.port, "/v1/sessions/\(client.session)?format=text")
            #expect(status == 200)
            // What was being sent when the server was killed is kept as well.
            #expect(body.split(separator: "\n").map(String.init).starts(with: client.finals))
        }
    }

    private final class SeenByAll: Sendable {
        private let state: Mutex<[Seen]>

        init(count: Int) { state = Mutex(Array(repeating: Seen(), count: count)) }

        var all: [Seen] { state.withLock { $0 } }
        var finals: Int { all.reduce(0) { $0 + $1.finals.count } }

        func note(_ seen: Seen, of client: Int) {
            state.withLock { $0[client] = seen }
        }
    }
}
