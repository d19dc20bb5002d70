// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOCore
import StenoClient
import StenoTesting
import Testing

/// OpenAI's interfaces of a real server with a real model. What their own clients make of it: Tests/Conformance.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct OpenAITests {
    private struct Event: Decodable {
        var type: String
        var delta: String?
        var transcript: String?
    }

    private struct Answer: Decodable {
        var text: String
        var words: [Word]

        struct Word: Decodable {
            var word: String
        }
    }

    @Test func aRecordingAndALiveSession() async throws {
        let server = try await TestServer()
        let recording = try Data(contentsOf: URL(filePath: try Fixtures.path("jfk.wav")))
        let fields = [
            ("model", "whisper-1"), ("response_format", "verbose_json"), ("timestamp_granularities[]", "word"),
        ]
        let answer = try JSONDecoder().decode(
            Answer.self, from: Data(try await Self.post(recording, fields, port: server.port).utf8))
        #expect(Audio.isKennedy(Audio.words(answer.text)))
        #expect(Audio.isKennedy(answer.words.map(\.word).flatMap(Audio.words)))

        let samples = try Fixtures.samples("jfk.wav")
        let events = try await Self.live(Audio.int16(samples + Array(repeating: 0, count: 32_000)), url: server.url)
        let texts = events.compactMap(\.transcript)
        #expect(Audio.isKennedy(Audio.words(texts.joined(separator: " "))))
        #expect(events.compactMap(\.delta).joined() == texts.joined())
    }

    /// Sends a recording by hand.
    private static func post(_ recording: Data, _ fields: [(String, String)], port: Int) async throws -> String {
        var body = ByteBuffer()
        for (name, value) in fields {
            body.writeString("--b\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n")
        }
        body.writeString("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n\r\n")
        body.writeBytes(recording)
        body.writeString("\r\n--b--\r\n")
        return try await PlainHTTP.post(
            port: port, "/v1/audio/transcriptions", type: "multipart/form-data; boundary=b", body: body
        ).body
    }

    /// Appends samples of 16 kHz as fast as they go, commits them as one turn, and reads until that has its text.
    private static func live(_ bytes: [UInt8], url: String) async throws -> [Event] {
        try await WebSocketClient(url: "\(url)/v1/realtime?intent=transcription").connect { connection in
            let input = #"{"format":{"type":"audio/pcm","rate":16000},"turn_detection":null}"#
            try await connection.send(#"{"type":"session.update","session":{"audio":{"input":\#(input)}}}"#)
            for start in stride(from: 0, to: bytes.count, by: 6_401) {
                let audio = Data(bytes[start..<min(start + 6_401, bytes.count)]).base64EncodedString()
                try await connection.send(#"{"type":"input_audio_buffer.append","audio":"\#(audio)"}"#)
            }
            try await connection.send(#"{"type":"input_audio_buffer.commit"}"#)
            var events: [Event] = []
            for try await message in connection.messages {
                guard case .text(let json) = message else { continue }
                events.append(try JSONDecoder().decode(Event.self, from: Data(json.utf8)))
                if events.last?.transcript != nil { break }
            }
            return events
        }
    }
}
