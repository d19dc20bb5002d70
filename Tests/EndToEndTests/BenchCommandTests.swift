// SPDX-License-Identifier: Apache-2.0

import Foundation
import StenoTesting
import Testing

/// `steno bench` against a real server.
@Suite(.serialized)
struct BenchCommandTests {
    /// A folder that holds one recording with its words.
    private func withSpeech(_ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let recording = folder.appending(path: "jfk.wav")
        try FileManager.default.copyItem(at: URL(filePath: Fixtures.path("jfk.wav")), to: recording)
        try Data(Audio.kennedy.joined(separator: " ").utf8).write(to: folder.appending(path: "jfk.txt"))
        try await body(folder.path)
    }

    @Test func twoStreams() async throws {
        let server = try await TestServer()
        try await withSpeech { folder in
            let file = "\(folder)/report.json"
            let result = try await StenoProcess.run([
                "bench", "--url", server.url, "--manifest", folder, "--streams", "2", "--duration", "10", "--ramp", "1",
                "--json", file,
            ])
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.output.contains("2 of 2 completed"))
            #expect(result.output.contains("0 of 2 recordings"))
            let document = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: file)))
            let runs = (document as? [String: Any])?["runs"] as? [[String: Any]]
            let report = try #require(runs?.first?["report"] as? [String: Any])
            let words = report["words"] as? [String: Any]
            #expect(words?["words"] as? Int == 44)
            #expect(words?["lost_finals"] as? Int == 0)
            // A server on the same machine is found by its port.
            #expect(((report["server"] as? [String: Any])?["peak_memory"] as? Int ?? 0) > 10_000_000)
            #expect((report["final_latency"] as? [String: Any])?["count"] as? Int ?? 0 > 0)
        }
    }

    @Test func anInterruptShowsWhatWasMeasured() async throws {
        let server = try await TestServer()
        try await withSpeech { folder in
            let bench = try StenoProcess(["bench", "--url", server.url, "--manifest", folder, "--duration", "600"])
            // The recording lasts 11 s, and something of the second is to be played.
            try await Task.sleep(for: .seconds(14))
            bench.interrupt()
            let result = try await bench.finish()
            #expect(result.status == 130)
            #expect(result.output.contains("Interrupted"))
            #expect(result.output.contains("0 of 1 recordings"))
        }
    }

    @Test func reportsUnreachableServer() async throws {
        try await withSpeech { folder in
            let result = try await StenoProcess.run(["bench", "--url", "ws://127.0.0.1:9", "--manifest", folder])
            #expect(result.status == 1)
            #expect(result.errors.contains("No server answers at ws://127.0.0.1:9"))
            #expect(result.errors.split(separator: "\n").count == 1)
        }
    }

    @Test(arguments: [
        (["--manifest", "/nowhere.tsv"], "There is no manifest /nowhere.tsv"),
        (["--manifest", "/nowhere.tsv", "--server-pid", "999999999"], "There is no manifest"),
    ])
    func whatIsMissing(arguments: [String], words: String) async throws {
        let result = try await StenoProcess.run(["bench"] + arguments)
        #expect(result.status == 1)
        #expect(result.errors.contains(words))
    }

    @Test(arguments: [
        ["--streams", "0"], ["--frame-ms", "15"], ["--dialect", "klingon"], ["--limit-final", "0"],
        ["--duration", "-1"],
    ])
    func notUnderstood(arguments: [String]) async throws {
        let result = try await StenoProcess.run(["bench", "--manifest", "m.tsv"] + arguments)
        #expect(result.status == 64)
        #expect(result.errors.contains(arguments[0]))
    }
}
