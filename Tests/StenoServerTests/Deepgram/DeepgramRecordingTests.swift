// SPDX-License-Identifier: Apache-2.0

import HTTPTesting
import Testing
import Transcription

@testable import ServerAccess
@testable import StenoServer
@testable import WireText

/// Recordings over HTTP, as Deepgram's clients send them.
@Suite(.timeLimit(.minutes(5)))
struct DeepgramRecordingTests {
    /// Sends a body on a connection of its own.
    private static func post(
        _ body: [UInt8], to server: TestServer, query: String = "", type: String = "audio/wav"
    ) async throws -> RawConnection.Answer {
        try await RawConnection.open(port: server.port) { connection in
            try await connection.send(
                "POST /v1/listen?\(query) HTTP/1.1\r\nHost: localhost\r\nContent-Type: \(type)\r\n"
                    + "Content-Length: \(body.count)\r\n\r\n")
            try await connection.send(bytes: body)
            let (head, answer) = try await connection.readResponse()
            return RawConnection.Answer(
                head: head, body: try? JSONValue(parsing: String(decoding: answer, as: UTF8.self)))
        }
    }

    private static func alternative(_ answer: RawConnection.Answer, channel: Int = 0) -> JSONValue? {
        answer.body?["results"]?["channels"]?.list?[channel]["alternatives"]?.list?.first
    }

    @Test func aRecording() async throws {
        let sessions = ScriptedSessions()
        try await TestServer.steno(sessions: sessions) { server in
            let answer = try await Self.post(
                UploadRequest.wav(seconds: 2), to: server,
                query: "model=nova-3&language=de&keyterm=Steno&utterances=true")
            #expect(answer.status == 200)
            #expect(Self.alternative(answer)?["transcript"] == "heard 32000")
            let metadata = answer.body?["metadata"]
            #expect(metadata?["duration"] == 2 && metadata?["channels"] == 1)
            #expect(metadata?["request_id"]?.text == answer.head["dg-request-id"])
            let uuid = metadata?["models"]?.list?.first?.text ?? ""
            #expect(uuid.count == 36 && metadata?["model_info"]?[uuid]?["name"] == "base")
            let utterances = answer.body?["results"]?["utterances"]?.list
            #expect(utterances?.count == 1 && utterances?[0]["end"] == 2 && utterances?[0]["channel"] == 0)
        }
        #expect(
            sessions.all[0].configuration.language == "de"
                && sessions.all[0].configuration.hotWords?.phrases.map(\.text) == ["Steno"])
    }

    @Test func rawSamples() async throws {
        let sessions = ScriptedSessions()
        try await TestServer.steno(sessions: sessions) { server in
            let queries = ["encoding=linear16&sample_rate=16000", "encoding=mulaw", "encoding=linear32&channels=2"]
            for query in queries {
                let answer = try await Self.post([UInt8](repeating: 0, count: 32_000), to: server, query: query)
                #expect(answer.status == 200)
            }
        }
        #expect(sessions.all.map(\.record.samples.count) == [16_000, 64_000, 4_000])
    }

    @Test func aChannelEach() async throws {
        let sessions = ScriptedSessions()
        try await TestServer.steno(sessions: sessions) { server in
            let frame: [UInt8] = [250, 0, 6, 255]
            let answer = try await Self.post(
                (0..<8_000).flatMap { _ in frame }, to: server,
                query: "encoding=linear16&sample_rate=16000&channels=2&multichannel=true")
            #expect(answer.body?["metadata"]?["channels"] == 2)
            #expect(Self.alternative(answer, channel: 1)?["transcript"] == "heard 8000")
        }
        let level: Float = 250 / 32_768
        #expect(Set(sessions.all.map { Set($0.record.samples) }) == [[level], [-level]])
    }

    @Test func detectedLanguages() async throws {
        try await TestServer.steno { server in
            let detected = try await Self.post(
                UploadRequest.wav(seconds: 1), to: server, query: "detect_language=true")
            #expect(detected.body?["results"]?["channels"]?.list?[0]["detected_language"] == "en")
        }
    }

    @Test func rejectsInvalidRecordings() async throws {
        try await TestServer.steno { server in
            for body in [Array("this is no sound".utf8), [], Array(UploadRequest.wav(seconds: 2).prefix(20_000))] {
                let answer = try await Self.post(body, to: server)
                #expect(answer.status == 400 && answer.body?["err_code"] == "Bad Request")
                #expect(answer.body?["err_msg"]?.text?.contains("tmp") == false)
            }
            let url = try await Self.post(
                Array(#"{"url":"https://example.com/a.wav"}"#.utf8), to: server, type: "application/json")
            #expect(url.status == 400 && url.body?["err_msg"]?.text?.contains("addresses") == true)
            let packets = try await Self.post([1, 2, 3], to: server, query: "encoding=opus")
            #expect(packets.status == 400)
        }
    }

    @Test func rejectsRecordingBeyondTheLongest() async throws {
        var settings = ServerSettings()
        settings.limits.recordingDuration = .seconds(60)
        try await TestServer.steno(settings: settings) { server in
            // Raw samples announce no length.
            for (body, query) in [
                (UploadRequest.wav(seconds: 61), ""),
                ([UInt8](repeating: 0, count: 61 * 32_000), "encoding=linear16&sample_rate=16000"),
            ] {
                let answer = try await Self.post(body, to: server, query: query)
                #expect(answer.status == 400 && answer.body?["err_code"] == "Bad Request")
                #expect(answer.body?["err_msg"]?.text?.contains("longer than 1 minute") == true)
            }
        }
    }

    @Test func placesAreGivenBack() async throws {
        var settings = ServerSettings()
        settings.limits.sessions = 1
        try await TestServer.steno(settings: settings) { server in
            for body in [UploadRequest.wav(seconds: 1), [1, 2, 3], UploadRequest.wav(seconds: 1)] {
                #expect(try await Self.post(body, to: server).status == (body.count > 100 ? 200 : 400))
            }
            try await DeepgramClient.open(server) { _ in
                let answer = try await Self.post(UploadRequest.wav(seconds: 1), to: server)
                #expect(answer.status == 429)
            }
        }
    }
}
