// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTesting
import Testing
import Transcription

@testable import ServerAccess
@testable import StenoServer
@testable import WireText

/// Recordings over HTTP, as OpenAI's clients send them.
@Suite(.timeLimit(.minutes(5)))
struct OpenAIFileRouteTests {
    @Test(arguments: [true, false])
    func theFileMayComeFirstOrLast(isFileFirst: Bool) async throws {
        try await TestServer.steno { server in
            let (answer, _) = try await UploadRequest(isFileFirst: isFileFirst).send(to: server)
            #expect(answer.status == 200)
            #expect(answer.body?["text"] == "heard 32000")
            #expect(answer.body?["usage"]?["seconds"] == 2)
            #expect(answer.head["X-Request-ID"]?.isEmpty == false)
        }
    }

    @Test(
        arguments: [
            ("json", "application/json", #"{"text":"heard 32000","#), ("text", "text/plain", "heard 32000\n"),
            ("verbose_json", "application/json", #"{"duration":2,"language":"english","#),
            ("srt", "application/x-subrip", "1\n00:00:00,000 --> 00:00:02,000\nheard 32000\n\n"),
            ("vtt", "text/vtt", "WEBVTT\n\n00:00:00.000 --> 00:00:02.000\nheard 32000\n\n"),
        ])
    func formats(name: String, type: String, beginning: String) async throws {
        try await TestServer.steno { server in
            let request = UploadRequest(fields: [("model", "whisper-1"), ("response_format", name)])
            let (answer, body) = try await request.send(to: server)
            #expect(answer.head["Content-Type"]?.hasPrefix(type) == true)
            #expect(body.hasPrefix(beginning))
        }
    }

    @Test func thePathsAndWhatTheSessionIsAskedFor() async throws {
        let sessions = ScriptedSessions()
        try await TestServer.steno(sessions: sessions) { server in
            let fields = [("model", "base"), ("language", "de"), ("prompt", "Steno"), ("response_format", "srt")]
            for path in ["/v1/audio/transcriptions", "/v1/audio/translations", "/openai/v1/audio/transcriptions"] {
                let (answer, _) = try await UploadRequest(path: path, fields: fields).send(to: server)
                #expect(answer.status == 200)
            }
        }
        #expect(sessions.all.map(\.configuration.task) == [.transcribe, .translate, .transcribe])
        #expect(sessions.all.allSatisfy { $0.configuration.language == "de" && $0.configuration.prompt == "Steno" })
        #expect(sessions.all.allSatisfy { $0.configuration.wordTimes && $0.record.isFinished })
    }

    @Test func inPieces() async throws {
        let sessions = ScriptedSessions { session in
            session.emit(
                .partial(.init(utterance: 0, text: "heard a", stable: "heard", start: 0, end: 16_000, language: "en")))
        }
        try await TestServer.steno(sessions: sessions) { server in
            let request = UploadRequest(fields: [("model", "base"), ("stream", "true")])
            let answer = try await request.sendAndReadToEnd(to: server)
            #expect(answer.lowercased().contains("content-type: text/event-stream"))
            let data = answer.split(separator: "\r\n").filter { $0.hasPrefix("data: ") }.map(String.init)
            #expect(
                data == [
                    "data: {\"delta\":\"heard\",\"type\":\"transcript.text.delta\"}\n\n",
                    "data: {\"delta\":\" 32000\",\"type\":\"transcript.text.delta\"}\n\n",
                    "data: {\"text\":\"heard 32000\",\"type\":\"transcript.text.done\",\"usage\":{\"seconds\":2,\"type\":\"duration\"}}\n\n",
                    "data: [DONE]\n\n",
                ])
        }
    }

    @Test func aFailureAmongThePieces() async throws {
        let sessions = ScriptedSessions { $0.emit(.failed(SessionError(.shutDown, "The server is shutting down"))) }
        try await TestServer.steno(sessions: sessions) { server in
            let request = UploadRequest(fields: [("model", "base"), ("stream", "true")])
            let answer = try await request.sendAndReadToEnd(to: server)
            #expect(answer.contains(#"data: {"error":{"code":"internal_error""#))
            #expect(!answer.contains("[DONE]"))
            let (plain, _) = try await UploadRequest().send(to: server)
            #expect(plain.status == 500 && plain.code == "internal_error")
        }
    }

    @Test func whatIsMissingIsNamed() async throws {
        try await TestServer.steno { server in
            let (noFile, _) = try await UploadRequest(file: nil).send(to: server)
            #expect(noFile.status == 400 && noFile.body?["error"]?["param"] == "file")
            let (noModel, _) = try await UploadRequest(fields: []).send(to: server)
            #expect(noModel.status == 400 && noModel.body?["error"]?["param"] == "model")
            #expect(noModel.body?["error"]?["type"] == "invalid_request_error")
            let noForm = try await RawConnection.request(
                "/v1/audio/transcriptions", method: "POST", port: server.port, body: "{}")
            #expect(noForm.status == 400 && noForm.code == "invalid_multipart")
        }
    }

    @Test func rejectsInvalidRecordings() async throws {
        let sessions = ScriptedSessions()
        try await TestServer.steno(sessions: sessions) { server in
            let wav = UploadRequest.wav(seconds: 2)
            for (file, message) in [
                (
                    Array("this is no sound".utf8),
                    "Invalid file format. The recording is not a recording in a known format. "
                        + "Convert it: `ffmpeg -i 'FILE' -ar 16000 -ac 1 out.wav`. Supported formats: "
                ), ([], "The recording is empty. Record it again."),
                (
                    Array(wav.prefix(20_000)),
                    "The recording is cut off or damaged: only 0.6 of 2.0 s could be read. Get the file again, "
                ),
            ] {
                let (answer, body) = try await UploadRequest(file: file).send(to: server)
                #expect(answer.status == 400 && answer.code == "invalid_file")
                #expect(answer.message?.hasPrefix(message) == true, "\(answer.message ?? "no message")")
                #expect(answer.body?["error"]?["param"] == "file")
                #expect(!body.contains("/tmp") && !body.contains("steno-upload"))
            }
            #expect(try await UploadRequest().send(to: server).answer.status == 200)
        }
    }

    @Test func rejectsSecondFileAtOnce() async throws {
        try await TestServer.steno { server in
            var request = UploadRequest(isFileFirst: true)
            request.fields.insert(("file\"; filename=\"b.wav", "more"), at: 0)
            let (answer, _) = try await request.send(to: server)
            #expect(answer.status == 400 && answer.code == "invalid_multipart")
            #expect(answer.message?.contains("more than one file") == true)
        }
    }

    @Test func rejectsRecordingBeyondTheLongest() async throws {
        var settings = ServerSettings()
        settings.limits.recordingDuration = .seconds(60)
        try await TestServer.steno(settings: settings) { server in
            let (answer, _) = try await UploadRequest(file: UploadRequest.wav(seconds: 61)).send(to: server)
            #expect(answer.status == 400 && answer.code == "invalid_file")
            #expect(
                answer.message == "The recording is longer than 1 minute. Cut it into shorter recordings.")
            let (good, _) = try await UploadRequest(file: UploadRequest.wav(seconds: 60)).send(to: server)
            #expect(good.status == 200)
        }
    }

    @Test func tooLong() async throws {
        var settings = ServerSettings()
        settings.limits.requestBody = 10_000
        try await TestServer.steno(settings: settings) { server in
            let welcome = try await RawConnection.request(
                "/v1/audio/transcriptions", method: "POST", port: server.port,
                headers: "Content-Length: 5000\r\nExpect: 100-continue\r\n")
            #expect(welcome.status == 100)
            let refused = try await RawConnection.request(
                "/v1/audio/transcriptions", method: "POST", port: server.port, headers: "Content-Length: 20000\r\n")
            #expect(refused.status == 413 && refused.body?["error"]?["type"] == "invalid_request_error")
        }
    }

    @Test func aFullServer() async throws {
        var settings = ServerSettings()
        settings.limits.sessions = 1
        try await TestServer.steno(settings: settings) { server in
            try await RawConnection.webSocket(port: server.port, path: "/") { connection in
                _ = try await connection.readMessage()
                let (answer, _) = try await UploadRequest().send(to: server)
                #expect(answer.status == 429 && answer.body?["error"]?["type"] == "rate_limit_error")
                #expect(answer.head["Retry-After"] != nil)
            }
        }
    }

    @Test func placesAreGivenBack() async throws {
        var settings = ServerSettings()
        settings.limits.sessions = 1
        try await TestServer.steno(settings: settings) { server in
            for file in [UploadRequest.wav(seconds: 1), nil, [1, 2, 3], UploadRequest.wav(seconds: 1)] {
                let (answer, _) = try await UploadRequest(file: file).send(to: server)
                #expect(answer.status == (file?.count ?? 0 > 100 ? 200 : 400))
            }
        }
    }

    @Test func aClientThatLeavesEndsItsTranscription() async throws {
        let gate = AsyncStream<Void>.makeStream()
        let sessions = ScriptedSessions { _ in
            gate.continuation.yield()
            try await Task.sleep(for: .seconds(3_600))
        }
        try await TestServer.steno(sessions: sessions) { server in
            let sending = Task { try await UploadRequest().send(to: server) }
            for await _ in gate.stream { break }
            sending.cancel()
            _ = try? await sending.value
            while sessions.all.first?.record.isCancelled != true { await Task.yield() }
        }
    }

    @Test func keys() async throws {
        var settings = ServerSettings()
        let (key, secret) = APIKey.generate(name: "one", created: .now)
        settings.access.keys = [key]
        try await TestServer.steno(settings: settings) { server in
            let (none, _) = try await UploadRequest().send(to: server)
            #expect(none.status == 401 && none.code == "invalid_api_key")
            let (wrong, body) = try await UploadRequest(headers: "Authorization: Bearer wrong-key\r\n").send(to: server)
            #expect(wrong.status == 401 && wrong.code == "invalid_api_key" && !body.contains("wrong-key"))
            for header in ["Authorization: bearer \(secret)", "api-key: \(secret)"] {
                #expect(try await UploadRequest(headers: "\(header)\r\n").send(to: server).answer.status == 200)
            }
        }
    }
}
