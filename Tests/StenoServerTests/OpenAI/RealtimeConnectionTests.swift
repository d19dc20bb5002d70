// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTesting
import Testing
import Transcription
import WireText

@testable import ServerAccess
@testable import StenoServer

/// Realtime sessions over real sockets.
@Suite(.timeLimit(.minutes(5)))
struct RealtimeConnectionTests {
    private static let manual =
        #"{"type":"session.update","session":{"type":"transcription","audio":{"input":{"turn_detection":null}}}}"#
    private static let commit = #"{"type":"input_audio_buffer.commit","event_id":"mine"}"#

    @Test func theFirstEventComesByItself() async throws {
        try await TestServer.steno { server in
            for path in ["/v1/realtime?intent=transcription&model=foo", "/openai/v1/realtime"] {
                try await RealtimeClient.open(server, path: path) { client in
                    let created = try await client.read()
                    #expect(created["type"] == "session.created")
                    #expect(created["event_id"]?.text?.hasPrefix("event_") == true)
                    let session = created["session"]
                    #expect(session?["type"] == "transcription" && session?["id"]?.text?.hasPrefix("sess_") == true)
                    let model = session?["audio"]?["input"]?["transcription"]?["model"]
                    #expect(model?.text == (path.contains("foo") ? "foo" : "base"))
                }
            }
        }
    }

    @Test func aTurnOfTheClient() async throws {
        let sessions = ScriptedSessions()
        try await TestServer.steno(sessions: sessions) { server in
            try await RealtimeClient.open(server) { client in
                try await client.send(Self.manual)
                for _ in 0..<10 { try await client.append(milliseconds: 100) }
                try await client.send(Self.commit)
                let events = try await client.read(to: "conversation.item.input_audio_transcription.completed")
                #expect(
                    events.map { $0["type"]?.text } == [
                        "session.created", "session.updated", "input_audio_buffer.committed", "conversation.item.added",
                        "conversation.item.done", "conversation.item.input_audio_transcription.delta",
                        "conversation.item.input_audio_transcription.completed",
                    ])
                #expect(events[1]["session"]?["audio"]?["input"]?["turn_detection"] == .null)
                #expect(Set(events.map { $0["event_id"]?.text }).count == events.count)
                let completed = events[6]
                #expect(completed["content_index"] == 0 && completed["usage"]?["seconds"] == 1)
                #expect(completed["transcript"]?.text == events[5]["delta"]?.text)
                #expect(completed["transcript"]?.text?.hasPrefix("heard 1") == true)
                // The same again: nothing came since.
                try await client.send(Self.commit)
                let error = try await client.read()["error"]
                #expect(error?["code"] == "input_audio_buffer_commit_empty" && error?["event_id"] == "mine")
            }
        }
        #expect(sessions.all.count == 1)
    }

    @Test func audioInAnyPieces() async throws {
        let sessions = ScriptedSessions()
        try await TestServer.steno(sessions: sessions) { server in
            try await RealtimeClient.open(server) { client in
                let rate = #"{"type":"audio/pcm","rate":16000}"#
                try await client.send(
                    #"{"type":"session.update","session":{"audio":{"input":{"format":\#(rate),"turn_detection":null}}}}"#
                )
                let bytes = (0..<6_400).map { UInt8(truncatingIfNeeded: $0 * 7) }
                var rest = bytes[...]
                for size in [1, 2, 3, 0, 5, 1_000] + Array(repeating: 999, count: 6) {
                    let audio = Data(rest.prefix(size)).base64EncodedString()
                    rest = rest.dropFirst(size)
                    try await client.send(#"{"type":"input_audio_buffer.append","audio":"\#(audio)"}"#)
                }
                try await client.send(Self.commit)
                _ = try await client.read(to: "conversation.item.input_audio_transcription.completed")
                let whole = bytes.prefix(6_400 - rest.count)
                let samples = stride(from: 0, to: whole.count - 1, by: 2).map {
                    Float(Int16(bitPattern: UInt16(whole[$0]) | UInt16(whole[$0 + 1]) << 8)) / 32_768
                }
                #expect(sessions.all[0].record.samples == samples)
            }
        }
    }

    @Test func fifteenMebibytesAtOnce() async throws {
        let sessions = ScriptedSessions()
        try await TestServer.steno(sessions: sessions) { server in
            try await RealtimeClient.open(server) { client in
                try await client.send(Self.manual)
                let audio = String(repeating: "A", count: 20 * 1024 * 1024)
                try await client.send(#"{"type":"input_audio_buffer.append","audio":"\#(audio)"}"#, Self.commit)
                let events = try await client.read(to: "conversation.item.input_audio_transcription.completed")
                #expect(events.last?["usage"]?["seconds"] == 327.68)
            }
        }
    }

    @Test func speechThatTheServerFindsTheEndOf() async throws {
        let sessions = ScriptedSessions { session in
            guard session.record.samples.count >= 16_000, session.record.utterance == 0 else { return }
            await session.flush()
        }
        try await TestServer.steno(sessions: sessions) { server in
            try await RealtimeClient.open(server) { client in
                for _ in 0..<21 { try await client.append(milliseconds: 50) }
                let events = try await client.read(to: "conversation.item.input_audio_transcription.completed")
                #expect(
                    events.map { $0["type"]?.text }.prefix(6) == [
                        "session.created", "input_audio_buffer.speech_started", "input_audio_buffer.speech_stopped",
                        "input_audio_buffer.committed", "conversation.item.added", "conversation.item.done",
                    ])
                #expect(Set(events.dropFirst().compactMap { $0["item_id"]?.text }).count == 1)
            }
        }
    }

    @Test func mistakesDoNotEndASession() async throws {
        try await TestServer.steno { server in
            try await RealtimeClient.open(server) { client in
                try await client.send(
                    "no JSON", #"{"type":"response.create"}"#, #"{"type":"session.update","session":{"type":"x"}}"#)
                try await client.connection.send(.binary([1, 2, 3]))
                try await client.send(#"{"type":"input_audio_buffer.clear"}"#)
                let events = try await client.read(to: "input_audio_buffer.cleared")
                #expect(events.filter { $0["type"] == "error" }.count == 4)
            }
        }
    }

    @Test func otherSettingsInTheMiddle() async throws {
        let sessions = ScriptedSessions()
        try await TestServer.steno(sessions: sessions) { server in
            try await RealtimeClient.open(server) { client in
                try await client.append(milliseconds: 1_000)
                let language =
                    #"{"type":"session.update","session":{"audio":{"input":{"transcription":{"language":"de"}}}}}"#
                try await client.send(language, language)
                // What was said before is told before.
                let before = try await client.read(to: "session.updated")
                #expect(before.contains { $0["transcript"]?.text?.hasPrefix("heard 1") == true })
                try await client.append(milliseconds: 1_000)
                try await client.send(Self.commit)
                let after = try await client.read(to: "conversation.item.input_audio_transcription.completed")
                let started = try #require(after.first { $0["type"] == "input_audio_buffer.speech_started" })
                #expect(started["audio_start_ms"] == 1_000)
            }
        }
        #expect(sessions.all.map(\.configuration.language) == [nil, "de"])
    }

    @Test(arguments: ["OpenAI-Beta: realtime=v1\r\n", "Sec-WebSocket-Protocol: realtime, openai-beta.realtime-v1\r\n"])
    func theBeta(header: String) async throws {
        try await TestServer.steno { server in
            try await RealtimeClient.open(server, path: "/v1/realtime?model=whisper-1", headers: header) { client in
                #expect(try await client.read()["type"] == "transcription_session.created")
                try await client.send(
                    #"{"type":"transcription_session.update","session":{"turn_detection":null,"input_audio_format":"pcm16"}}"#
                )
                let updated = try await client.read()
                #expect(updated["type"] == "transcription_session.updated")
                #expect(updated["session"]?["turn_detection"] == .null)
                try await client.append(milliseconds: 200)
                try await client.send(Self.commit)
                let events = try await client.read(to: "conversation.item.input_audio_transcription.completed")
                #expect(
                    events.map { $0["type"]?.text }.prefix(2) == [
                        "input_audio_buffer.committed", "conversation.item.created",
                    ])
            }
        }
    }

    @Test func leavingClientIsForgotten() async throws {
        let sessions = ScriptedSessions()
        var settings = ServerSettings()
        settings.limits.sessions = 1
        try await TestServer.steno(settings: settings, sessions: sessions) { server in
            for isPolite in [true, false] {
                try await RealtimeClient.open(server) { client in
                    try await client.append(milliseconds: 500)
                    _ = try await client.read(to: "input_audio_buffer.speech_started")
                    if isPolite {
                        try await client.connection.send(.close(1000))
                        #expect(try await client.connection.readCloseCode() == 1000)
                    } else {
                        try await client.connection.cut()
                    }
                }
                while !sessions.all.allSatisfy(\.record.isCancelled) { await Task.yield() }
                while try await RawConnection.request("/readyz", port: server.port).status != 200 { await Task.yield() }
            }
        }
    }

    @Test func serverSendsAllFinalsBeforeItShutsDown() async throws {
        try await TestServer.steno { server in
            try await RealtimeClient.open(server) { client in
                try await client.append(milliseconds: 1_000)
                _ = try await client.read(to: "input_audio_buffer.speech_started")
                await server.shutDown()
                let (events, code) = try await client.connection.readMessages()
                #expect(events.contains { $0["transcript"]?.text?.hasPrefix("heard") == true })
                #expect(code == 1001)
            }
        }
    }

    @Test func endsSessionWhoseTimeIsUp() async throws {
        var settings = ServerSettings()
        settings.limits.sessionDuration = .milliseconds(1)
        try await TestServer.steno(settings: settings) { server in
            try await RealtimeClient.open(server) { client in
                let (events, code) = try await client.connection.readMessages()
                #expect(events.last?["error"]?["code"] == "session_expired")
                #expect(code == 1001)
            }
        }
    }

    @Test func longestDurationHoldsForAudioSentFasterThanSpoken() async throws {
        var settings = ServerSettings()
        settings.limits.sessionDuration = .seconds(10)
        let sessions = ScriptedSessions()
        try await TestServer.steno(settings: settings, sessions: sessions) { server in
            try await RealtimeClient.open(server) { client in
                for _ in 0..<15 { try await client.append(milliseconds: 1_000) }
                let (events, code) = try await client.connection.readMessages()
                #expect(events.last?["error"]?["code"] == "session_expired")
                #expect(code == 1001)
            }
        }
        #expect(sessions.all[0].record.samples.count <= 160_000)
        #expect(sessions.all[0].record.isFinished)
    }

    @Test func aTranscriptionThatFails() async throws {
        try await TestServer.steno(sessions: .failing) { server in
            try await RealtimeClient.open(server) { client in
                try await client.append(milliseconds: 500)
                let types = try await client.read(to: "error").map { $0["type"]?.text }
                #expect(types.contains("conversation.item.input_audio_transcription.failed"))
                #expect(try await client.connection.readCloseCode() == 1011)
            }
        }
    }
}
