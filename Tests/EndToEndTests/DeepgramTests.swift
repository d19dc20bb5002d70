// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOCore
import StenoClient
import StenoTesting
import Testing

/// Deepgram's interface of a real server with a real model. What its own clients make of it: Tests/Conformance.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct DeepgramTests {
    private struct Alternative: Decodable {
        struct Word: Decodable {
            var word: String
            var start: Double
            var end: Double
        }

        var transcript: String
        var words: [Word]
    }

    private struct Channel: Decodable {
        var alternatives: [Alternative]
    }

    private struct Message: Decodable {
        var type: String
        var start: Double?
        var duration: Double?
        var is_final: Bool?
        var channel: Channel?
    }

    private struct Answer: Decodable {
        struct Results: Decodable {
            var channels: [Channel]
        }

        var results: Results
    }

    @Test func aRecordingAndALiveSession() async throws {
        let server = try await TestServer()
        let recording = ByteBuffer(bytes: try Data(contentsOf: URL(filePath: try Fixtures.path("jfk.wav"))))
        let (status, body) = try await PlainHTTP.post(
            port: server.port, "/v1/listen?model=nova-3", type: "audio/wav", body: recording)
        #expect(status == 200)
        let answer = try JSONDecoder().decode(Answer.self, from: Data(body.utf8))
        let heard = try #require(answer.results.channels.first?.alternatives.first)
        #expect(Audio.isKennedy(heard.words.map(\.word)))

        let samples = try Fixtures.samples("jfk.wav")
        let (messages, closure) = try await Self.live(Audio.int16(samples), url: server.url)
        let finals = messages.filter { $0.is_final == true }
        let words = finals.flatMap { $0.channel?.alternatives.first?.words ?? [] }
        #expect(Audio.isKennedy(words.map(\.word)))
        #expect(messages.last?.type == "Metadata" && closure?.code == 1000)
        #expect(Set(messages.map(\.type)) == ["Results", "Metadata"])
        // Finals tile the time, and words lie in it in order.
        var position = 0.0
        for final in finals {
            #expect(abs((final.start ?? -1) - position) < 0.01)
            position = (final.start ?? 0) + (final.duration ?? 0)
        }
        #expect(zip(words, words.dropFirst()).allSatisfy { $0.start <= $1.start && $0.start <= $0.end })
    }

    /// Sends samples of 16 kHz as fast as they go, closes the stream, and reads to the end.
    private static func live(_ bytes: [UInt8], url: String) async throws -> ([Message], WebSocketClosure?) {
        let query = "encoding=linear16&sample_rate=16000&interim_results=true&endpointing=1000"
        return try await WebSocketClient(url: "\(url)/v1/listen?\(query)").connect { connection in
            for start in stride(from: 0, to: bytes.count, by: 6_401) {
                try await connection.send(Array(bytes[start..<min(start + 6_401, bytes.count)]))
            }
            try await connection.send(#"{"type":"CloseStream"}"#)
            var messages: [Message] = []
            for try await message in connection.messages {
                guard case .text(let json) = message else { continue }
                messages.append(try JSONDecoder().decode(Message.self, from: Data(json.utf8)))
            }
            return (messages, connection.closure)
        }
    }
}
