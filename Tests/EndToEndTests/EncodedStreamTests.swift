// SPDX-License-Identifier: Apache-2.0

import Foundation
import StenoClient
import StenoTesting
import Testing

@testable import AudioInput

/// Real speech in every live encoding gives the words that its samples give. AU-1.
@Suite(.serialized, .enabled(if: EncodedSpeech.isPossible, "needs ffmpeg"))
struct EncodedStreamTests {
    @Test(arguments: [
        EncodedSpeech("webm", "-c:a libopus -b:a 32k -f webm -live 1"),
        EncodedSpeech("ogg", "-c:a libopus -b:a 32k -f ogg"),
        EncodedSpeech("flac", "-f flac"), EncodedSpeech("mp3", "-b:a 64k -f mp3"), EncodedSpeech("wav", "-f wav"),
        EncodedSpeech("mulaw", "-ar 16000 -f mulaw", query: "&sample_rate=16000"),
        EncodedSpeech("alaw", "-ar 16000 -f alaw", query: "&sample_rate=16000"),
    ])
    func kennedy(speech: EncodedSpeech) async throws {
        let server = try await TestServer()
        let bytes = try speech.bytes()
        for query in ["encoding=\(speech.encoding)\(speech.query)"] + (speech.isSniffed ? ["", "encoding=auto"] : []) {
            let session = try await server.transcribe(bytes, query: query, piece: 1_500)
            #expect(Audio.isKennedy(session.words), "\(query)")
            #expect(session.closeCode == 1000)
        }
    }

    /// What a browser sends that goes on recording over a second connection.
    @Test func aContinuationIsRejected() async throws {
        let server = try await TestServer()
        let bytes = try EncodedSpeech("webm", "-c:a libopus -f webm -live 1").bytes()
        let session = try await server.transcribe(Array(bytes[20_000...]), query: "encoding=webm")
        #expect(session.errorCode == "wrong_encoding" && session.closeCode == 1003)
    }

    /// What was heard before a stream breaks is told.
    @Test func sendsFinalsBeforeError() async throws {
        let server = try await TestServer()
        let bytes = try EncodedSpeech("webm", "-c:a libopus -f webm -live 1").bytes()
        let session = try await server.transcribe(
            bytes + [UInt8](repeating: 0, count: 1_500_000), query: "encoding=webm", piece: 100_000)
        #expect(Audio.isKennedy(session.words))
        #expect(session.errorCode == "wrong_encoding" && session.closeCode == 1003)
    }

    /// AU-5 over sockets: the session may fail, the server lives.
    @Test func damagedStreamsDoNotHarmTheServer() async throws {
        let server = try await TestServer()
        var generator = SeededGenerator(seed: 4)
        for encoding in ["webm", "ogg", "flac", "mp3", "opus", "wav", "auto"] {
            let noise = (0..<100_000).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let session = try await server.transcribe(noise, query: "encoding=\(encoding)", piece: 1_000)
            #expect(session.closeCode == 1000 || session.errorCode == "wrong_encoding", "\(encoding)")
        }
        #expect(try await Audio.isKennedy(server.transcribe(try Audio.float32()).words))
    }

    /// Recordings that only ffmpeg reads.
    @Test(arguments: ["-c:a aac -f ipod", "-c:a libopus -f webm"]) func aFileIsTranscribed(format: String) async throws
    {
        let path = try EncodedSpeech("file", format).write()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let result = try await StenoProcess.run(["transcribe", "--model", "tiny.en", path])
        #expect(result.status == 0)
        let words = result.output.lowercased().split { !$0.isLetter }
        #expect(words.count == Audio.kennedy.count && words.starts(with: ["and", "so", "my", "fellow", "americans"]))
    }
}
