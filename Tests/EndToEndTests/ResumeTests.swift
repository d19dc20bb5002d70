// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import StenoClient
import StenoTesting
import Synchronization
import Testing

/// Real speech over connections that break.
@Suite(.serialized)
struct ResumeTests {
    /// What `steno stream` prints.
    private func stream(_ url: String, speed: Int = 4) async throws -> StenoProcess.Result {
        try await StenoProcess.run(["stream", Fixtures.path("jfk.wav"), "--url", url, "--speed", "\(speed)"])
    }

    /// In the middle of words, of samples and of frames; the last cut comes with the end of the recording.
    @Test func aCutConnectionCostsNoWord() async throws {
        let server = try await TestServer()
        let whole = try await stream(server.url)
        #expect(Self.isWhole(Audio.words(whole.output)), "\(whole.output)")
        for cuts in [[100_000], [30_001, 170_002, 99_999, 3], [699_000], [703_000, 400, 400]] {
            let relay = try await CuttingRelay(to: server.port, cuts: cuts)
            let cut = try await stream("ws://127.0.0.1:\(relay.port)")
            #expect(cut.status == 0, "\(cuts): \(cut.errors)")
            #expect(Self.isWhole(Audio.words(cut.output)), "\(cuts): \(cut.output)")
            #expect(relay.made > cuts.count, "\(cuts)")
            #expect(cut.errors.contains("reconnecting…"), "\(cuts): \(cut.errors)")
            #expect(cut.errors.contains("Connected again"), "\(cuts): \(cut.errors)")
        }
    }

    /// Nothing lost and nothing doubled. What is promised early depends on when a busy machine looks, so a word may be misheard.
    private static func isWhole(_ words: [String]) -> Bool {
        let difference = Audio.kennedy.difference(from: words)
        return difference.insertions.count <= 1 && difference.removals.count <= 2
    }

    /// The session is gone with its server; the stream goes on where the finals end.
    @Test func aKilledServerCostsNoWord() async throws {
        let server = try await TestServer()
        let client = try StenoProcess(["stream", Fixtures.path("jfk.wav"), "--url", server.url, "--speed", "2"])
        while client.isRunning, client.text.isEmpty { try await Task.sleep(for: .milliseconds(20)) }
        try await server.process.kill()
        let second = try await TestServer(port: server.port)
        let result = try await client.finish()
        #expect(second.process.isRunning)
        #expect(result.status == 0, "\(result.errors)")
        // Where in a word the server dies is chance, and that word may be heard otherwise; none is lost or doubled.
        let missing = Audio.kennedy.difference(from: Audio.words(result.output))
        #expect(missing.insertions.count <= 1 && missing.removals.count <= 2, "\(result.output)")
    }

    /// Six seconds of audio are all that a session may have.
    @Test func aStreamContinuesInANewSessionAtTheServersLimit() async throws {
        let server = try await TestServer(["--max-session-minutes", "0.1"])
        let result = try await stream(server.url)
        #expect(result.status == 0)
        #expect(result.errors.isEmpty, "\(result.errors)")
        // The limit falls into a word, which may be misheard.
        let words = Audio.words(result.output)
        #expect(words.starts(with: ["and", "so", "my", "fellow"]) && words.suffix(3) == ["for", "your", "country"])
        #expect((18...26).contains(words.count), "\(words)")
    }

    /// The samples come through a pipe, as from a microphone, and the server is gone for a part of them.
    @Test func liveAudioIsKeptWhileTheServerIsAway() async throws {
        let server = try await TestServer()
        let pipe = FileManager.default.temporaryDirectory.appending(path: "steno-\(UUID().uuidString)").path
        try #require(mkfifo(pipe, 0o600) == 0)
        defer { unlink(pipe) }
        // Open at both ends, so that nobody waits for the other.
        let microphone = open(pipe, O_RDWR | O_CLOEXEC)
        let client = try StenoProcess(["stream", "-", "--encoding", "s16", "--url", server.url], input: pipe)
        let bytes = Audio.int16(try Fixtures.samples("jfk.wav"))
        let speaking = Task {
            for start in stride(from: 0, to: bytes.count, by: 3_200) {
                let piece = bytes[start..<min(start + 3_200, bytes.count)]
                _ = piece.withUnsafeBytes { write(microphone, $0.baseAddress, $0.count) }
                try await Task.sleep(for: .milliseconds(25))
            }
            close(microphone)
        }
        while client.isRunning, client.text.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
        try await server.process.kill()
        try await speaking.value
        #expect(client.isRunning, "it waits for the server")
        let second = try await TestServer(port: server.port)
        let result = try await client.finish()
        #expect(second.process.isRunning && result.status == 0, "\(result.errors)")
        let missing = Audio.kennedy.difference(from: Audio.words(result.output))
        #expect(missing.insertions.count <= 1 && missing.removals.count <= 2, "\(result.output)")
        #expect(result.errors.contains("Still recording; reconnecting…"), "\(result.errors)")
    }

    /// SIGTERM: what was heard becomes final, the client learns how much that is, and the server ends in time.
    @Test func stoppingServerSendsItsLastWords() async throws {
        let server = try await TestServer(["--shutdown-grace", "10"])
        let bytes = try Audio.float32()
        let clock = ContinuousClock()
        let stopped = Mutex<ContinuousClock.Instant?>(nil)
        let session = try await server.session { connection in
            for start in stride(from: 0, to: 4 * 16_000 * 4, by: 6400) {
                try await connection.send(Array(bytes[start..<(start + 6400)]))
                try await Task.sleep(for: .milliseconds(25))
            }
            stopped.withLock { $0 = clock.now }
            server.process.terminate()
        }
        #expect(session.closeCode == 1001)
        #expect(session.errorCode == "server_shutdown")
        let missing = Audio.kennedy.prefix(6).difference(from: session.words.prefix(7))
        #expect(missing.insertions.count <= 1, "\(session.words)")
        #expect(session.messages.contains(.acknowledged(received: 4 * 16_000)))
        #expect(try await server.process.finish().status == 0)
        #expect(clock.now - (stopped.withLock { $0 } ?? clock.now) < .seconds(12))
    }

    @Test func withoutPatienceABrokenConnectionEndsTheStream() async throws {
        let server = try await TestServer()
        let relay = try await CuttingRelay(to: server.port, cuts: [50_000])
        let result = try await StenoProcess.run([
            "stream", Fixtures.path("jfk.wav"), "--url", "ws://127.0.0.1:\(relay.port)", "--reconnect", "0",
        ])
        #expect(result.status == 1)
        #expect(result.errors == "steno: The connection broke.\n")
    }
}
