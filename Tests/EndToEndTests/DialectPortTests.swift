// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOCore
import NIOPosix
import StenoClient
import StenoTesting
import Testing

/// Dialects with ports of their own, of a real server with a real model. What their own clients make of it:
/// Tests/Conformance.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct DialectPortTests {
    private struct Reply: Decodable {
        var text: String?
        var partial: String?
    }

    private struct Message: Decodable {
        var uid: String
        var segments: [Segment]?

        struct Segment: Decodable {
            var start: String
            var text: String
            var completed: Bool
        }
    }

    @Test func allHearTheSame() async throws {
        let server = try await TestServer(["--vosk-port", "0", "--whisperlive-port", "0", "--wyoming-port", "0"])
        let samples = try Fixtures.samples("jfk.wav")
        let vosk = try await Self.vosk(Audio.int16(samples), port: try #require(server.dialectPorts["Vosk"]))
        #expect(Audio.isKennedy(Audio.words(vosk)) && vosk == vosk.lowercased())
        let whisperLive = try await Self.whisperLive(
            Audio.bytes(samples), port: try #require(server.dialectPorts["WhisperLive"]))
        #expect(Audio.isKennedy(Audio.words(whisperLive)))
        let wyoming = try await Self.wyoming(Audio.int16(samples), port: try #require(server.dialectPorts["Wyoming"]))
        #expect(wyoming.contains("transcript-start") && wyoming.contains("transcript-chunk"))
        let transcript = wyoming.components(separatedBy: #""type":"transcript","#).last ?? ""
        #expect(Audio.words(transcript).filter { $0 == "country" }.count == 2, "\(transcript)")
    }

    /// Sends and receives in turn.
    private static func vosk(_ bytes: [UInt8], port: Int) async throws -> String {
        try await WebSocketClient(url: "ws://127.0.0.1:\(port)").connect { connection in
            try await connection.send(#"{"config": {"sample_rate": 16000}}"#)
            var messages = connection.messages.makeAsyncIterator()
            var texts: [String] = []
            for start in stride(from: 0, to: bytes.count, by: 8_000) {
                try await connection.send(Array(bytes[start..<min(start + 8_000, bytes.count)]))
                guard case .text(let json)? = try await messages.next() else { break }
                let reply = try JSONDecoder().decode(Reply.self, from: Data(json.utf8))
                #expect((reply.text == nil) != (reply.partial == nil))
                texts += [reply.text].compactMap { $0 }
            }
            try await connection.send(#"{"eof" : 1}"#)
            while case .text(let json)? = try await messages.next() {
                texts += [try JSONDecoder().decode(Reply.self, from: Data(json.utf8)).text].compactMap { $0 }
            }
            return texts.joined(separator: " ")
        }
    }

    private static func whisperLive(_ bytes: [UInt8], port: Int) async throws -> String {
        try await WebSocketClient(url: "ws://127.0.0.1:\(port)").connect { connection in
            try await connection.send(#"{"uid": "me", "language": "en"}"#)
            for start in stride(from: 0, to: bytes.count, by: 16_384) {
                try await connection.send(Array(bytes[start..<min(start + 16_384, bytes.count)]))
            }
            try await connection.send(Array("END_OF_AUDIO".utf8))
            var completed: [String: String] = [:]
            for try await case .text(let json) in connection.messages {
                let message = try JSONDecoder().decode(Message.self, from: Data(json.utf8))
                #expect(message.uid == "me")
                for segment in message.segments ?? [] where segment.completed {
                    #expect(completed[segment.start] ?? segment.text == segment.text)
                    completed[segment.start] = segment.text
                }
            }
            return completed.sorted { Double($0.key) ?? 0 < Double($1.key) ?? 0 }.map(\.value).joined()
        }
    }

    /// All that is told after one chunk with all samples.
    private static func wyoming(_ bytes: [UInt8], port: Int) async throws -> String {
        var events = ByteBuffer(string: #"{"type": "transcribe", "data": {"language": "en"}}"# + "\n")
        events.writeString(
            #"{"type": "audio-chunk", "data": {"rate": 16000, "width": 2, "channels": 1}, "payload_length": "#
                + "\(bytes.count)}\n")
        events.writeBytes(bytes)
        events.writeString(#"{"type": "audio-stop"}"# + "\n")
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { [events] inbound, outbound in
            try await outbound.write(events)
            var answer = ""
            for try await part in inbound {
                answer += String(buffer: part)
                if answer.contains("transcript-stop") { break }
            }
            return answer
        }
    }
}
