// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import HTTPTesting
import Testing
import WireText

@testable import ServerAccess
@testable import StenoServer
@testable import Transcription

/// `/metrics` of a whole server, read by Prometheus' own programs.
@Suite(.timeLimit(.minutes(5)))
struct MetricsEndpointTests {
    private static var statistics: InferenceStatistics {
        var statistics = InferenceStatistics(workers: 2, largestBatch: 4)
        statistics.busy = [.seconds(1), .milliseconds(500)]
        statistics.voiceActivity = .milliseconds(20)
        statistics.superseded = 3
        for size in [1, 1, 4] { statistics.count(batchOf: size) }
        statistics.count(delay: .milliseconds(30), of: .final)
        return statistics
    }

    /// A server after one session of 3 s and one that was refused.
    private static func afterSomeSessions(_ body: @escaping @Sendable (TestServer) async throws -> Void) async throws {
        try await TestServer.steno(
            settings: ServerSettings(limits: LimitSettings(sessions: 1)), statistics: { Self.statistics }
        ) { server in
            try await RawConnection.webSocket(port: server.port, path: "/") { connection in
                #expect(try await connection.readMessage()?["type"] == "ready")
                try await RawConnection.open(port: server.port) { second in
                    try await second.send(RawConnection.handshake("/"))
                    let refusal = try await second.readResponse()
                    #expect(refusal.head.status == 503)
                }
                let audio = Array(repeating: Float(0.1), count: 48_000)
                try await connection.send(.binary(RawConnection.bytes(of: audio)))
                try await connection.send(.text(#"{"type":"stop"}"#))
                #expect(try await connection.readMessages().closeCode == 1000)
            }
            try await body(server)
        }
    }

    @Test func aSessionIsCounted() async throws {
        try await Self.afterSomeSessions { server in
            let (head, body) = try await RawConnection.get("/metrics", port: server.port)
            #expect(head.status == 200 && head["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8")
            let lines = Set(body.split(separator: "\n").map(String.init))
            for line in [
                "steno_sessions_active 0", "steno_sessions_total{dialect=\"steno\"} 1",
                "steno_sessions_total{dialect=\"openai\"} 0", "steno_sessions_ended_total{reason=\"stopped\"} 1",
                "steno_sessions_refused_total{reason=\"server_full\"} 1",
                "steno_sessions_refused_total{reason=\"overloaded\"} 0", "steno_audio_seconds_total 3",
                "steno_words_total 2", "steno_partials_total 3", "steno_finals_total 1",
                "steno_partial_lag_seconds_count 3", "steno_final_latency_seconds_count 1",
                "steno_queue_delay_seconds_bucket{kind=\"final\",le=\"0.025\"} 0",
                "steno_queue_delay_seconds_bucket{kind=\"final\",le=\"0.05\"} 1",
                "steno_queue_delay_seconds_count{kind=\"partial\"} 0", "steno_batch_size_bucket{le=\"1\"} 2",
                "steno_batch_size_bucket{le=\"4\"} 3", "steno_batch_size_sum 6",
                "steno_jobs_dropped_total{reason=\"superseded\"} 3", "steno_inference_busy_seconds_total 1.5",
                "steno_real_time_factor 0.5", "steno_vad_seconds_total 0.02", "steno_partial_interval_seconds 0",
                "steno_model_info{compute=\"int8\",model=\"base\"} 1",
            ] {
                #expect(lines.contains(line), "\(line)")
            }
            let memory = lines.first { $0.hasPrefix("steno_memory_resident_bytes ") }?.split(separator: " ").last
            #expect(memory.flatMap { Double($0) } ?? 0 > 1e6)
        }
    }

    @Test(.enabled(if: Shell.has("promtool"), "scripts/setup test installs it"))
    func promtoolFindsNoFault() async throws {
        try await Self.afterSomeSessions { server in
            let (_, body) = try await RawConnection.get("/metrics", port: server.port)
            let file = FileManager.default.temporaryDirectory.appending(path: "steno-\(UUID().uuidString).prom")
            try Data(body.utf8).write(to: file)
            defer { try? FileManager.default.removeItem(at: file) }
            let (output, status) = Shell.run("promtool check metrics < '\(file.path)'")
            #expect(status == 0 && output == "", "\(output)\n\(body)")
        }
    }

    @Test(.enabled(if: Shell.has("prometheus"), "scripts/setup test installs it"))
    func prometheusReadsIt() async throws {
        try await Self.afterSomeSessions { server in
            let folder = FileManager.default.temporaryDirectory.appending(path: "steno-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            let configuration = """
                global: {scrape_interval: 500ms}
                scrape_configs: [{job_name: steno, static_configs: [{targets: ['127.0.0.1:\(server.port)']}]}]
                """
            try Data(configuration.utf8).write(to: folder.appending(path: "prometheus.yml"))
            let (output, _) = Shell.run(
                """
                cd '\(folder.path)' || exit
                prometheus --config.file=prometheus.yml --storage.tsdb.path=data \
                --web.listen-address=127.0.0.1:0 >log 2>&1 & echo $!
                """)
            let process = try #require(Int32(output.split(separator: "\n").last ?? ""))
            defer { kill(process, SIGTERM) }
            let port = try #require(try await Self.port(inLog: folder.appending(path: "log")))
            for (query, value) in [
                ("steno_words_total", "2"), ("steno_audio_seconds_total", "3"), ("up", "1"),
                ("steno_queue_delay_seconds_count%7Bkind=%22final%22%7D", "1"),
            ] {
                let answer = try await Self.answer(to: query, port: port)
                #expect(answer?.contains("\"\(value)\"]") == true, "\(query): \(answer ?? "nothing")")
            }
        }
    }

    /// Asks Prometheus until it knows; nil if it never does.
    private static func answer(to query: String, port: Int) async throws -> String? {
        for _ in 0..<150 {
            let path = "/api/v1/query?query=\(query)"
            let answer = try? await RawConnection.get(path, port: port)
            if let answer, answer.body.contains("\"value\"") { return answer.body }
            try await Task.sleep(for: .milliseconds(200))
        }
        return nil
    }

    /// Waits until Prometheus has told where it listens; nil if it never does.
    private static func port(inLog log: URL) async throws -> Int? {
        for _ in 0..<300 {
            let text = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
            let line = text.split(separator: "\n").first { $0.contains("\"Listening on\"") }
            if let port = line?.split(separator: ":").last.flatMap({ Int($0) }) { return port }
            try await Task.sleep(for: .milliseconds(100))
        }
        return nil
    }
}
