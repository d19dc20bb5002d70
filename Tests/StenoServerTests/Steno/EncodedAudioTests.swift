// SPDX-License-Identifier: Apache-2.0

import HTTPTesting
import NIOCore
import Testing

@testable import WireText

/// Audio that is not raw samples of the default, over sockets.
@Suite(.timeLimit(.minutes(5)))
struct EncodedAudioTests {
    private static let stop = RawFrame.text(#"{"type":"stop"}"#)

    /// A WAV file of 16-bit samples at 16 kHz, whose header does not know the length.
    private static func wav(_ samples: [Int16]) -> [UInt8] {
        let format: [UInt8] = [16, 0, 0, 0, 1, 0, 1, 0, 0x80, 0x3E, 0, 0, 0, 0x7D, 0, 0, 2, 0, 16, 0]
        let unknown: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF]
        return Array("RIFF".utf8) + unknown + Array("WAVEfmt ".utf8) + format + Array("data".utf8) + unknown
            + samples.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
    }

    private static let samples = (0..<40_000).map { Int16($0 % 1_000) }

    private static func receive(_ path: String, _ messages: [[UInt8]]) async throws -> (
        samples: [Float], messages: [JSONValue], close: Int?
    ) {
        let sessions = ScriptedSessions()
        let (texts, code) = try await TestServer.steno(sessions: sessions) { server in
            try await RawConnection.webSocket(port: server.port, path: path) { connection in
                for message in messages { try await connection.send(.binary(message)) }
                try await connection.send(Self.stop)
                return try await connection.readMessages()
            }
        }
        return (sessions.all.first?.record.samples ?? [], texts, code)
    }

    /// Named, looked for, and recognized by who was not told.
    @Test(arguments: ["/?encoding=wav", "/?encoding=auto", "/"])
    func aRecordingIsHeardAsWhatItIs(path: String) async throws {
        let file = Self.wav(Self.samples)
        let (samples, _, code) = try await Self.receive(path, [Array(file[..<1_001]), Array(file[1_001...])])
        #expect(samples == Self.samples.map { Float($0) / 32768 })
        #expect(code == 1000)
    }

    /// A recorder that sends a file for each slice.
    @Test(arguments: ["/?encoding=wav", "/?encoding=auto", "/"])
    func hearsAllFilesOfAStream(path: String) async throws {
        let slices = stride(from: 0, to: Self.samples.count, by: 4_000).map { start in
            Self.wav(Array(Self.samples[start..<start + 4_000]))
        }
        let (samples, messages, code) = try await Self.receive(path, slices)
        #expect(samples == Self.samples.map { Float($0) / 32768 })
        #expect(code == 1000 && !messages.contains { $0["type"] == "warning" })
    }

    @Test func warnsOfAudioThatWasDiscarded() async throws {
        let file = Self.wav(Self.samples)
        // A chunk that hides the samples of the first file.
        let hidden = Array(file[..<12]) + Array("JUNK".utf8) + [0xFF, 0xFF, 0xFF, 0] + Array(file[12...])
        let (samples, messages, code) = try await Self.receive("/?encoding=wav", [hidden, file])
        #expect(samples.count == Self.samples.count && code == 1000)
        let warnings = messages.filter { $0["type"] == "warning" }
        #expect(warnings.count == 1 && warnings.first?["code"] == "audio_discarded")
        #expect(warnings.first?["message"]?.text?.hasPrefix("\(file.count - 12) bytes") == true)
        // Nothing that could be used at all is an error.
        let (_, errors, closed) = try await Self.receive("/?encoding=wav", [hidden])
        #expect(errors.last?["code"] == "wrong_encoding" && closed == 1003)
    }

    @Test func g711IsOf8KilohertzUnlessToldOtherwise() async throws {
        let codes = [UInt8](repeating: 0xFF, count: 8_000)
        #expect(try await Self.receive("/?encoding=mulaw", [codes]).samples.count == 16_000)
        #expect(try await Self.receive("/?encoding=alaw&sample_rate=16000", [codes]).samples.count == 8_000)
    }

    /// AU-4: what a recorder sends on a second connection.
    @Test(arguments: ["webm", "ogg", "wav", "auto"]) func aContinuationIsRejected(encoding: String) async throws {
        let (_, messages, code) = try await Self.receive(
            "/?encoding=\(encoding)", [[UInt8](repeating: 0x42, count: 4_000)])
        #expect(messages.last?["code"] == "wrong_encoding")
        let remedies = ["begin", "from the start"]
        #expect(remedies.contains { messages.last?["message"]?.text?.contains($0) == true }, "\(messages)")
        #expect(code == 1003)
    }

    @Test func onlyRawSamplesHaveARateToTell() async throws {
        let raw = try await Self.receive("/?encoding=mulaw", []).messages.first?["config"]
        #expect(raw?["sample_rate"] == 8_000 && raw?["channels"] == 1)
        let container = try await Self.receive("/?encoding=webm&sample_rate=48000", []).messages.first?["config"]
        #expect(container?["encoding"] == "webm" && container?["sample_rate"] == nil && container?["channels"] == nil)
    }

    /// A container goes on with the byte that is missing.
    @Test func aContainerIsResumedByItsBytes() async throws {
        let sessions = ScriptedSessions()
        let file = Self.wav(Self.samples)
        try await TestServer.steno(sessions: sessions) { server in
            let ticket = try await RawConnection.webSocket(port: server.port, path: "/?encoding=wav") { connection in
                var ticket = SessionTicket()
                _ = try await ticket.read(connection, until: "ready")
                try await connection.send(.binary(Array(file[..<40_001])))
                _ = try await ticket.read(connection, until: "partial")
                try await connection.cut()
                return ticket
            }
            try await RawConnection.webSocket(port: server.port, path: ticket.path) { connection in
                #expect(try await connection.readMessage()?["sample"] == 40_001)
                try await connection.send(.binary(Array(file[40_001...])), Self.stop)
                #expect(try await connection.readMessages().closeCode == 1000)
            }
        }
        #expect(sessions.all.first?.record.samples == Self.samples.map { Float($0) / 32768 })
    }
}
