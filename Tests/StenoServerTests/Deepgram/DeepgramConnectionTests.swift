// SPDX-License-Identifier: Apache-2.0

import HTTPTesting
import Testing
import Transcription
import WireText

@testable import ServerAccess
@testable import StenoServer

/// Sessions of Deepgram's live interface over real connections.
@Suite(.timeLimit(.minutes(5)))
struct DeepgramConnectionTests {
    @Test func aSessionFromItsFirstAudioToItsMetadata() async throws {
        let sessions = ScriptedSessions()
        try await TestServer.steno(sessions: sessions) { server in
            try await DeepgramClient.open(server, query: DeepgramClient.raw + "&interim_results=true&vad_events=true") {
                client in
                let request = client.head["dg-request-id"]
                for _ in 0..<25 { try await client.append(milliseconds: 50) }
                try await client.send("KeepAlive", "CloseStream")
                let (messages, code, _) = try await client.readToEnd()
                #expect(code == 1000)
                #expect(messages.map { $0["type"]?.text } == ["SpeechStarted", "Results", "Results", "Metadata"])
                #expect(messages[1]["is_final"] == false && messages[1]["duration"] == 1)
                #expect(messages[2]["is_final"] == true && messages[2]["speech_final"] == false)
                #expect(DeepgramClient.transcript(messages[2]) == "heard 20000")
                #expect(messages[2]["metadata"]?["request_id"]?.text == request)
                #expect(messages[2]["metadata"]?["model_info"]?["name"] == "base")
                #expect(messages[3]["request_id"]?.text == request && messages[3]["duration"] == .number(1.25))
                // Of 40,000 bytes of 16.
                #expect(
                    messages[3]["sha256"] == "23990046fa0f8e59630351adb264989bbac06ecce51361216d44148a95de7689")
            }
        }
        #expect(sessions.all.count == 1 && sessions.all[0].record.isFinished)
    }

    @Test func anySizeOfMessages() async throws {
        let bytes = (0..<6_400).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let sessions = ScriptedSessions()
        try await TestServer.steno(sessions: sessions) { server in
            try await DeepgramClient.open(server) { client in
                var rest = bytes[...]
                for size in [1, 1, 3, 5_000, 1, 1_394] {
                    try await client.connection.send(.binary(Array(rest.prefix(size))))
                    rest = rest.dropFirst(size)
                }
                // An empty message is the older CloseStream.
                try await client.connection.send(.binary([]))
                let (messages, code, _) = try await client.readToEnd()
                #expect(messages.last?["type"] == "Metadata" && code == 1000)
            }
        }
        let samples = stride(from: 0, to: bytes.count - 1, by: 2).map { index in
            Float(Int16(bitPattern: UInt16(bytes[index]) | UInt16(bytes[index + 1]) << 8)) / 32_768
        }
        #expect(sessions.all[0].record.samples == Array(samples.prefix(sessions.all[0].record.samples.count)))
        #expect(sessions.all[0].record.samples.count == 3_200)
    }

    @Test func finalize() async throws {
        try await TestServer.steno { server in
            try await DeepgramClient.open(server) { client in
                // Before any audio, too.
                try await client.send("Finalize")
                let first = try await client.read()
                #expect(first["from_finalize"] == true && first["is_final"] == true && first["duration"] == 0)
                try await client.append(milliseconds: 500)
                try await client.send("Finalize")
                let second = try await client.read()
                #expect(second["from_finalize"] == true && DeepgramClient.transcript(second) == "heard 8000")
                try await client.append(milliseconds: 500)
                try await client.send("Finalize", "CloseStream")
                let third = try await client.read()
                #expect(third["from_finalize"] == true && third["start"] == .number(0.5))
                #expect(try await client.read()["type"] == "Metadata")
            }
        }
    }

    @Test func channelsOfTheirOwn() async throws {
        let sessions = ScriptedSessions()
        var settings = ServerSettings()
        settings.limits.sessions = 2
        try await TestServer.steno(settings: settings, sessions: sessions) { server in
            let query = DeepgramClient.raw + "&channels=2&multichannel=true"
            try await DeepgramClient.open(server, query: query) { client in
                // 250 on the left, -250 on the right.
                let frame: [UInt8] = [250, 0, 6, 255]
                let bytes = (0..<16_000).flatMap { _ in frame }
                try await client.connection.send(.binary(Array(bytes.prefix(1_001))))
                // Both places are taken.
                let refused = try await RawConnection.handshake("/v1/listen", port: server.port)
                #expect(refused.status == 429)
                try await client.connection.send(.binary(Array(bytes.dropFirst(1_001))))
                try await client.send("CloseStream")
                let (messages, code, _) = try await client.readToEnd()
                let indices = messages.compactMap { $0["channel_index"] }
                #expect(indices.count == 2 && indices.contains([0, 2]) && indices.contains([1, 2]))
                #expect(messages.last?["channels"] == 2 && code == 1000)
            }
        }
        let level: Float = 250 / 32_768
        #expect(sessions.all.map { Set($0.record.samples) } == [[level], [-level]])
    }

    @Test func rejectsInvalidMessages() async throws {
        try await TestServer.steno { server in
            try await DeepgramClient.open(server) { client in
                try await client.connection.send(
                    .text("no JSON"), .text(#"{"type":"Configure","features":{"keyterms":["x"]}}"#))
                let error = try await client.read()
                #expect(error["type"] == "Error" && error["variant"] == "SchemaError")
                #expect(try await client.read()["type"] == "ConfigureFailure")
                try await client.send("CloseStream")
                #expect(try await client.read()["type"] == "Metadata")
            }
        }
    }

    @Test func otherKeytermsAmidASession() async throws {
        let sessions = ScriptedSessions()
        try await TestServer.steno(sessions: sessions) { server in
            try await DeepgramClient.open(server, query: "encoding=linear16&sample_rate=16000&keyterm=one") { client in
                try await client.connection.send(.binary([UInt8](repeating: 0, count: 3_200)))
                // The answer may come before the list is there.
                for (keyterms, answer, lists) in [
                    (#"["two",""]"#, ["two"] as JSONValue, 1), ("null", [], 2), (#"[7]"#, nil, 2),
                    (#"["a\tb"]"#, nil, 2),
                ] {
                    try await client.connection.send(.text(#"{"type":"Configure","keyterms":\#(keyterms)}"#))
                    let message = try await client.read()
                    #expect(message["keyterms"] ?? .null == answer)
                    #expect(message["type"] == (answer == .null ? "Error" : "ConfigureSuccess"))
                    while sessions.all.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
                    try await sessions.all.first?.untilExpected(lists)
                }
                try await client.send("CloseStream")
                _ = try await client.readToEnd()
            }
        }
        let session = try #require(sessions.all.first)
        #expect(session.configuration.hotWords == (try HotWords([HotWord("one")])))
        #expect(session.record.expected == [try HotWords([HotWord("two")]), nil])
    }

    @Test func audioThatIsNone() async throws {
        try await TestServer.steno { server in
            try await DeepgramClient.open(server, query: "") { client in
                try await client.connection.send(.binary(Array("this is no sound at all".utf8)))
                let (messages, code, reason) = try await client.readToEnd()
                #expect(messages.isEmpty && code == 1008 && reason.hasPrefix("DATA-0000"))
            }
        }
    }

    /// Each with what is wrong and what helps.
    @Test(arguments: [
        ("", "this is no sound at all", "DATA-0000: The audio does not begin like any known format. Name its encoding"),
        ("encoding=ogg-opus", "OggS no", "DATA-0000: The first 7 bytes hold no ogg. Check the encoding"),
        ("", rf64, "DATA-0000: A sample rate of 100 Hz is not supported. Use 8000 to 192000 Hz."),
        ("", mp4, "DATA-0000: AAC in MP4 cannot be transcribed live. Send Opus or raw samples."),
    ]) func closeReasonsSayWhatIsWrong(query: String, audio: String, expected: String) async throws {
        try await TestServer.steno { server in
            try await DeepgramClient.open(server, query: query) { client in
                try await client.connection.send(.binary(audio.unicodeScalars.map { UInt8($0.value) }))
                try await client.send("CloseStream")
                let (_, code, reason) = try await client.readToEnd()
                #expect(code == 1008 && reason.hasPrefix(expected), "\(reason)")
                #expect(reason.hasSuffix("."), "\(reason)")
            }
        }
    }

    /// Samples of 100 Hz.
    private static let rf64 =
        "RF64\u{FF}\u{FF}\u{FF}\u{FF}WAVEfmt \u{10}\0\0\0\u{1}\0\u{1}\0d\0\0\0\u{C8}\0\0\0\u{2}\0\u{10}\0"
        + "data\0\0\0\0samples!"
    private static let mp4 = "\0\0\0\u{1C}ftypiso5\0\0\u{2}\0iso5iso6mp41"

    @Test func tellsOfDiscardedAudioAtTheEnd() async throws {
        // A WAV header with a chunk that hides the first file's samples, and a second file.
        let file = Self.wav([UInt8](repeating: 1, count: 32_000))
        let hidden = Array(file[..<12]) + Array("JUNK".utf8) + [0xFF, 0xFF, 0xFF, 0] + Array(file[12...])
        try await TestServer.steno { server in
            try await DeepgramClient.open(server, query: "") { client in
                try await client.connection.send(.binary(hidden), .binary(file))
                try await client.send("CloseStream")
                let (messages, code, _) = try await client.readToEnd()
                let warning = messages.last?["warnings"]?.list?.first?.text
                #expect(warning?.hasPrefix("\(file.count - 12) bytes") == true && code == 1000, "\(messages)")
            }
        }
    }

    private static func wav(_ samples: [UInt8]) -> [UInt8] {
        let format: [UInt8] = [16, 0, 0, 0, 1, 0, 1, 0, 0x80, 0x3E, 0, 0, 0, 0x7D, 0, 0, 2, 0, 16, 0]
        return Array("RIFF".utf8) + [0, 0, 0, 0] + Array("WAVEfmt ".utf8) + format + Array("data".utf8) + [0, 0, 0, 0]
            + samples
    }

    @Test func longestDurationHoldsForAudioSentFasterThanSpoken() async throws {
        var settings = ServerSettings()
        settings.limits.sessionDuration = .seconds(10)
        let sessions = ScriptedSessions()
        try await TestServer.steno(settings: settings, sessions: sessions) { server in
            try await DeepgramClient.open(server) { client in
                for _ in 0..<15 { try await client.append(milliseconds: 1_000) }
                let (messages, code, _) = try await client.readToEnd()
                #expect(code == 1001)
                #expect(messages.contains { DeepgramClient.transcript($0) == "heard 160000" })
            }
        }
        #expect(sessions.all[0].record.samples.count == 160_000)
    }

    @Test func aClientThatSendsNothing() async throws {
        var settings = ServerSettings()
        settings.limits.idleTimeout = .milliseconds(50)
        try await TestServer.steno(settings: settings) { server in
            try await DeepgramClient.open(server) { client in
                let (_, code, reason) = try await client.readToEnd()
                #expect(code == 1011)
                #expect(reason.hasSuffix("net0001") || reason.contains("No audio"))
            }
        }
    }

    @Test func endsSessionWhoseTimeIsUp() async throws {
        var settings = ServerSettings()
        settings.limits.sessionDuration = .milliseconds(1)
        try await TestServer.steno(settings: settings) { server in
            try await DeepgramClient.open(server) { client in
                let (_, code, _) = try await client.readToEnd()
                #expect(code == 1001)
            }
        }
    }

    @Test func aTranscriptionThatFails() async throws {
        try await TestServer.steno(sessions: .failing) { server in
            try await DeepgramClient.open(server) { client in
                try await client.append(milliseconds: 500)
                let (_, code, _) = try await client.readToEnd()
                #expect(code == 1011)
            }
        }
    }

    @Test func serverSendsAllFinalsBeforeItShutsDown() async throws {
        try await TestServer.steno { server in
            try await DeepgramClient.open(server, query: DeepgramClient.raw + "&vad_events=true") { client in
                try await client.append(milliseconds: 1_000)
                #expect(try await client.read()["type"] == "SpeechStarted")
                await server.shutDown()
                let (messages, code, _) = try await client.readToEnd()
                #expect(messages.contains { DeepgramClient.transcript($0) == "heard 16000" } && code == 1001)
            }
        }
    }

    @Test func leavingClientIsForgotten() async throws {
        let sessions = ScriptedSessions()
        var settings = ServerSettings()
        settings.limits.sessions = 1
        try await TestServer.steno(settings: settings, sessions: sessions) { server in
            for isPolite in [true, false] {
                try await DeepgramClient.open(server, query: DeepgramClient.raw + "&vad_events=true") { client in
                    try await client.append(milliseconds: 500)
                    #expect(try await client.read()["type"] == "SpeechStarted")
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
}
