// SPDX-License-Identifier: Apache-2.0

import HTTPTesting
import NIOCore
import Synchronization
import Testing
import Transcription
import WireText

@testable import SessionRuntime
@testable import StenoServer

/// Sessions over sockets with a session that counts samples: what clients may rely on.
@Suite(.timeLimit(.minutes(5)))
struct StenoConnectionTests {
    private static let tone = (0..<40_000).map { Float($0 % 100) / 200 }

    @Test(arguments: ["/", "/ws/transcribe", "/?session=1"])
    func theTutorialsClientWorks(path: String) async throws {
        let sessions = ScriptedSessions()
        try await TestServer.steno(sessions: sessions) { server in
            try await RawConnection.webSocket(port: server.port, path: path) { connection in
                #expect(try await connection.readMessage()?["type"] == "ready")
                try await connection.send(.binary(RawConnection.bytes(of: Self.tone)))
                try await connection.send(.text(#"{"type":"stop"}"#))
                let (messages, code) = try await connection.readMessages()
                let types = messages.compactMap { $0["type"]?.text }
                #expect(types == ["speech_started", "partial", "partial", "speech_stopped", "final"])
                #expect(messages[1]["text"] == "1 s")
                #expect(messages.last?["text"] == "heard 40000")
                #expect(messages.last?["full_transcript"] == "heard 40000")
                #expect(messages.last?["end"] == 2.5)
                #expect(code == 1000)
            }
        }
        #expect(sessions.all.first?.record.samples == Self.tone)
    }

    /// Any cut of the bytes, also within a sample, gives the same audio; a leftover at the end is ignored.
    @Test func messagesMayBeCutAnywhere() async throws {
        let sessions = ScriptedSessions()
        try await TestServer.steno(sessions: sessions) { server in
            try await RawConnection.webSocket(port: server.port, path: "/") { connection in
                var rest = RawConnection.bytes(of: Self.tone)[...] + [1, 2, 3]
                while !rest.isEmpty {
                    let size = min(Int.random(in: 1...8192), rest.count)
                    try await connection.send(.binary(Array(rest.prefix(size))))
                    rest = rest.dropFirst(size)
                }
                try await connection.send(.text("END_OF_AUDIO"))
                #expect(try await connection.readMessages().closeCode == 1000)
            }
        }
        #expect(sessions.all.first?.record.samples == Self.tone)
    }

    @Test func aFlushMakesAFinalAndTheSessionGoesOn() async throws {
        try await TestServer.steno { server in
            try await RawConnection.webSocket(port: server.port, path: "/") { connection in
                try await connection.send(.text(#"{"type":"flush"}"#))
                try await connection.send(.binary(RawConnection.bytes(of: Array(Self.tone.prefix(1600)))))
                try await connection.send(.text(#"{"type":"flush"}"#))
                try await connection.send(.binary(RawConnection.bytes(of: Array(Self.tone.prefix(800)))))
                try await connection.send(.text(#"{"type":"ping"}"#))
                try await connection.send(.text(#"{"type":"eof"}"#))
                let messages = try await connection.readMessages().messages
                let types = messages.compactMap { $0["type"]?.text }
                let finals = messages.filter { $0["type"] == "final" }
                #expect(finals.map { $0["full_transcript"] } == ["heard 1600", "heard 1600 heard 800"])
                #expect(finals.map { $0["utterance"] } == [0, 1])
                #expect(types.count { $0 == "flushed" } == 2)
                #expect(types.contains("pong"))
            }
        }
    }

    @Test func otherHotWordsAmidASession() async throws {
        let sessions = ScriptedSessions()
        try await TestServer.steno(sessions: sessions) { server in
            try await RawConnection.webSocket(port: server.port, path: "/?hotwords=one,two:2") { connection in
                #expect(try await connection.readMessage()?["config"]?["hotwords"]?.list?.count == 2)
                try await connection.send(.binary(RawConnection.bytes(of: Array(Self.tone.prefix(1600)))))
                // What cannot be expected changes nothing, and costs nothing. The answer may come before the list is there.
                for (message, count, code, lists) in [
                    (#""hotwords":["three"],"hotwords_strength":2"#, 1 as JSONValue?, nil as JSONValue?, 1),
                    (#""hotwords":["four"],"hotwords_strength":99"#, nil, "invalid_parameter", 1),
                    (#""words":["four"]"#, nil, "invalid_message", 1), (#""hotwords":null"#, 0, nil, 2),
                ] {
                    try await connection.send(.text(#"{"type":"hotwords",\#(message)}"#))
                    var answer = try await connection.readMessage()
                    while answer?["type"] != "hotwords", answer?["type"] != "warning" {
                        answer = try await connection.readMessage()
                    }
                    #expect(answer?["count"] == count && answer?["code"] == code)
                    while sessions.all.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
                    try await sessions.all.first?.untilExpected(lists)
                }
                try await connection.send(.text(#"{"type":"stop"}"#))
                let (messages, code) = try await connection.readMessages()
                #expect(messages.last?["text"] == "heard 1600" && code == 1000)
            }
        }
        let session = try #require(sessions.all.first)
        #expect(session.configuration.hotWords?.phrases.map(\.weight) == [1, 2])
        #expect(session.record.expected == [try HotWords([HotWord("three")], strength: 2), nil])
    }

    @Test func aConfigMessageBeforeTheAudioCounts() async throws {
        let sessions = ScriptedSessions()
        try await TestServer.steno(sessions: sessions) { server in
            try await RawConnection.webSocket(port: server.port, path: "/?language=de&color=red") { connection in
                let first = try await connection.readMessage()
                #expect(first?["config"]?["language"] == "de")
                #expect(first?["warnings"] == .list(["Unknown parameter \"color\" is ignored."]))
                try await connection.send(
                    .text(#"{"type":"config","format":"s16","sample_rate":16000,"partial_interval_ms":1000}"#))
                let second = try await connection.readMessage()
                #expect(second?["config"]?["encoding"] == "s16")
                #expect(second?["config"]?["language"] == "de")
                #expect(second?["session"] == first?["session"])
                try await connection.send(.binary([0, 0x40, 0, 0xC0]), .text(#"{"type":"stop"}"#))
                #expect(try await connection.readMessages().closeCode == 1000)
            }
        }
        #expect(sessions.all.first?.record.samples == [0.5, -0.5])
        #expect(sessions.all.first?.configuration.partialInterval == 16_000)
    }

    @Test func numbersThatAreNoneBecomeSilence() async throws {
        let sessions = ScriptedSessions()
        try await TestServer.steno(sessions: sessions) { server in
            try await RawConnection.webSocket(port: server.port, path: "/") { connection in
                var samples = Self.tone
                samples[5] = .nan
                samples[6] = .infinity
                try await connection.send(.binary(RawConnection.bytes(of: samples)), .text(#"{"type":"stop"}"#))
                #expect(try await connection.readMessages().closeCode == 1000)
            }
        }
        let heard = sessions.all.first?.record.samples ?? []
        #expect(heard.count == Self.tone.count)
        #expect(heard.prefix(7).suffix(2) == [0, 0] && heard.dropFirst(7).elementsEqual(Self.tone.dropFirst(7)))
    }

    /// What a client does wrong: what it sends, the error's code, and the code of the close.
    struct Mistake: CustomTestStringConvertible, Sendable {
        let testDescription: String
        var path = "/"
        var frames: [[UInt8]] = []
        let error: String
        let close: Int
    }

    static let mistakes: [Mistake] = [
        Mistake(
            testDescription: "rate out of range", path: "/?sample_rate=1", error: "invalid_parameter", close: 1008),
        Mistake(
            testDescription: "unsupported encoding", path: "/?encoding=aac", error: "unsupported_encoding", close: 1008
        ),
        Mistake(testDescription: "other model", path: "/?model=huge", error: "unknown_model", close: 1008),
        Mistake(
            testDescription: "text that is not JSON", frames: [RawFrame.text("hello").bytes()], error: "invalid_json",
            close: 1007),
        Mistake(
            testDescription: "audio as JSON", frames: [RawFrame.text("[0.1]").bytes()], error: "invalid_message",
            close: 1003),
        Mistake(
            testDescription: "text that is not JSON amid audio",
            frames: [RawFrame.binary([0, 0, 0, 0]).bytes(), RawFrame.text("?").bytes()], error: "invalid_json",
            close: 1007),
        Mistake(
            testDescription: "config after audio",
            frames: [RawFrame.binary([0, 0, 0, 0]).bytes(), RawFrame.text(#"{"type":"config"}"#).bytes()],
            error: "config_too_late", close: 1008),
        Mistake(
            testDescription: "integers as floats",
            frames: [RawFrame.binary((0..<64_000).map { UInt8(truncatingIfNeeded: $0 * 37) }).bytes()],
            error: "wrong_encoding", close: 1003),
        Mistake(
            testDescription: "integers as floats, less than a second",
            frames: [
                RawFrame.binary((0..<3_000).map { UInt8(truncatingIfNeeded: $0 * 37) }).bytes(),
                RawFrame.text(#"{"type":"stop"}"#).bytes(),
            ],
            error: "wrong_encoding", close: 1003),
        Mistake(
            testDescription: "2 GB frame header", frames: [RawFrame(opcode: 2).bytes(announcedLength: 1 << 31)],
            error: "message_too_big", close: 1009),
        Mistake(
            testDescription: "2 GB frame header amid audio",
            frames: [
                RawFrame.binary([0, 0, 0, 0]).bytes(), RawFrame(opcode: 2).bytes(announcedLength: 1 << 31),
            ],
            error: "message_too_big", close: 1009),
        Mistake(
            testDescription: "unmasked frame", frames: [RawFrame(opcode: 2, payload: [0], isMasked: false).bytes()],
            error: "protocol_error", close: 1002),
        Mistake(
            testDescription: "text that is not UTF-8", frames: [RawFrame(opcode: 1, payload: [0xFF]).bytes()],
            error: "protocol_error", close: 1007),
    ]

    @Test(arguments: mistakes)
    func aMistakeIsExplainedAndClosed(mistake: Mistake) async throws {
        let sessions = ScriptedSessions()
        try await TestServer.steno(sessions: sessions) { server in
            try await RawConnection.webSocket(port: server.port, path: mistake.path) { connection in
                for frame in mistake.frames { try await connection.send(bytes: frame) }
                let (messages, code) = try await connection.readMessages()
                #expect(messages.last?["type"] == "error")
                #expect(messages.last?["code"]?.text == mistake.error)
                #expect(messages.last?["message"]?.text?.isEmpty == false)
                #expect(code == mistake.close)
            }
        }
        #expect(sessions.all.allSatisfy { $0.record.isFinished || $0.record.isCancelled })
    }

    @Test func aClientThatVanishesEndsItsSessionAlone() async throws {
        // A session that waits for its model, as a real one does under load.
        let sessions = ScriptedSessions { session in
            guard session.configuration.language == "de" else { return }
            try await Task.sleep(for: .seconds(3600))
        }
        let settings = ServerSettings(resumption: ResumptionSettings(timeout: .zero))
        try await TestServer.steno(settings: settings, sessions: sessions) { server in
            try await RawConnection.webSocket(port: server.port, path: "/?language=en") { other in
                try await other.send(.binary(RawConnection.bytes(of: Self.tone)))
                try await RawConnection.webSocket(port: server.port, path: "/?language=de") { connection in
                    try await connection.send(.binary(RawConnection.bytes(of: Self.tone)))
                    while sessions.all.count < 2 { try await Task.sleep(for: .milliseconds(1)) }
                }
                let vanished = try #require(sessions.all.first { $0.configuration.language == "de" })
                while !vanished.record.isCancelled { try await Task.sleep(for: .milliseconds(1)) }
                try await other.send(.text(#"{"type":"stop"}"#))
                let (messages, code) = try await other.readMessages()
                #expect(messages.last?["text"] == "heard 40000")
                #expect(code == 1000)
            }
        }
    }

    @Test func aClientThatClosesWithoutAWordEndsItsSession() async throws {
        let sessions = ScriptedSessions()
        try await TestServer.steno(sessions: sessions) { server in
            try await RawConnection.webSocket(port: server.port, path: "/") { connection in
                try await connection.send(.binary(RawConnection.bytes(of: Self.tone)))
                while try await connection.readMessage()?["type"] != "partial" {}
                try await connection.send(.close(1000))
                #expect(try await connection.readMessages().closeCode == 1000)
            }
            while sessions.all.first?.record.isCancelled != true { try await Task.sleep(for: .milliseconds(1)) }
        }
    }

    @Test func aClientThatNeverReadsIsGivenUp() async throws {
        let sessions = ScriptedSessions { session in
            let text = String(repeating: "word ", count: 20_000)
            for utterance in 0..<400 {
                session.emit(
                    .final(.init(utterance: utterance, text: text, start: 0, end: 1, language: "en")))
            }
        }
        let settings = ServerSettings(
            slowClientLimit: .milliseconds(200), resumption: ResumptionSettings(timeout: .zero))
        try await TestServer.steno(settings: settings, sessions: sessions) { server in
            try await RawConnection.webSocket(port: server.port, path: "/", receiveBuffer: 16_384) { connection in
                try await connection.channel.setOption(.autoRead, value: false).get()
                try await connection.send(.binary([0, 0, 0, 0]))
                while sessions.all.first?.record.isCancelled != true { try await Task.sleep(for: .milliseconds(5)) }
                // Whoever reads at last is told why.
                try await connection.channel.setOption(.autoRead, value: true).get()
                let (messages, code) = try await connection.readMessages()
                #expect(messages.last?["code"] == "slow_client")
                #expect(code == 1008)
            }
        }
    }

    @Test func aShutdownSendsTheFinalsFirst() async throws {
        try await TestServer.steno { server in
            try await RawConnection.webSocket(port: server.port, path: "/") { connection in
                try await connection.send(.binary(RawConnection.bytes(of: Self.tone)))
                while try await connection.readMessage()?["type"] != "partial" {}
                await server.shutDown()
                let (messages, code) = try await connection.readMessages()
                let types = messages.compactMap { $0["type"]?.text }
                #expect(types.suffix(4) == ["speech_stopped", "final", "ack", "error"])
                #expect(messages.last?["code"] == "server_shutdown")
                #expect(code == 1001)
            }
        }
    }

    @Test func failedSessionIsReported() async throws {
        let sessions = ScriptedSessions { session in
            session.emit(.failed(SessionError(.shutDown, "The model is gone")))
            throw SessionError(.ended, "The session has ended")
        }
        try await TestServer.steno(sessions: sessions) { server in
            try await RawConnection.webSocket(port: server.port, path: "/") { connection in
                try await connection.send(.binary(RawConnection.bytes(of: Self.tone)))
                let (messages, code) = try await connection.readMessages()
                #expect(messages.last?["code"] == "transcription_failed")
                #expect(messages.last?["message"]?.text?.contains("The model is gone") == true)
                #expect(code == 1011)
            }
        }
    }
}
