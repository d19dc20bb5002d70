// SPDX-License-Identifier: Apache-2.0

import AudioInput
import StenoClient
import StenoTesting
import Testing

/// Real speech through real sockets into a real model.
@Suite(.serialized)
struct LiveTranscriptTests {
    @Test func kennedyComesLive() async throws {
        let server = try await TestServer()
        let bytes = try Audio.float32()
        // Four times as fast as he spoke, so that there is time for partials.
        let session = try await server.session { connection in
            for start in stride(from: 0, to: bytes.count, by: 6400) {
                try await connection.send(Array(bytes[start..<min(start + 6400, bytes.count)]))
                try await Task.sleep(for: .milliseconds(25))
            }
            try await connection.send(#"{"type":"stop"}"#)
        }
        #expect(Audio.isKennedy(session.words))
        #expect(session.closeCode == 1000)
        #expect(session.finals.last?.fullTranscript == session.transcript)
        #expect(!session.partials.isEmpty)
        for partial in session.partials { #expect(partial.text.hasPrefix(partial.stable ?? "")) }
        guard case .ready = session.messages.first else {
            Issue.record("the first message was \(String(describing: session.messages.first))")
            return
        }
        checkOrder(session)
    }

    @Test func splitsOfTheStreamDoNotMatter() async throws {
        let server = try await TestServer()
        let bytes = try Audio.float32()
        let whole = try await server.transcribe(bytes, piece: bytes.count)
        var generator = SeededGenerator(seed: 7)
        let random = try await server.session { [generator] connection in
            var (generator, start) = (generator, 0)
            while start < bytes.count {
                let end = min(start + Int.random(in: 1...8192, using: &generator), bytes.count)
                try await connection.send(Array(bytes[start..<end]))
                start = end
            }
            try await connection.send("END_OF_AUDIO")
        }
        _ = generator.next()
        #expect(Audio.isKennedy(whole.words))
        #expect(Audio.isKennedy(random.words))
        #expect(random.finals.map(\.end) == whole.finals.map(\.end))
    }

    @Test func otherEncodingsAndRates() async throws {
        let server = try await TestServer()
        let samples = try Fixtures.samples("jfk.wav")
        #expect(try await Audio.isKennedy(server.transcribe(Audio.int16(samples), query: "encoding=s16").words))
        var resampler = try Resampler(from: 16_000, to: 48_000)
        let fast = resampler.process(samples) + resampler.flush()
        #expect(try await Audio.isKennedy(server.transcribe(Audio.bytes(fast), query: "sample_rate=48000").words))
        let stereo = samples.flatMap { [$0, $0] }
        #expect(
            try await Audio.isKennedy(
                server.transcribe(Audio.int16(stereo), query: "encoding=s16&channels=2").words))
    }

    @Test func fixedSegmentsDoubleNoWord() async throws {
        let server = try await TestServer(model: "base")
        let session = try await server.transcribe(
            try Audio.float32(), query: "segmentation=fixed&chunk_duration_s=3&overlap_s=0.5&language=en")
        #expect(Audio.isKennedy(session.words))
        #expect(session.finals.count >= 3)
    }

    @Test func flushMakesEverythingFinal() async throws {
        let server = try await TestServer()
        let bytes = try Audio.float32()
        let session = try await server.session(query: "silence_duration_ms=2000") { connection in
            try await connection.send(Array(bytes[..<(4 * 16_000 * 8)]))
            try await connection.send(#"{"type":"flush"}"#)
            try await connection.send(Array(bytes[(4 * 16_000 * 8)...]))
            try await connection.send(#"{"type":"stop"}"#)
        }
        let flushed = try #require(session.messages.firstIndex(of: .flushed))
        let before = session.messages[..<flushed].contains { if case .final = $0 { true } else { false } }
        #expect(before)
        #expect(Audio.isKennedy(session.words))
    }

    /// A text that ends in the middle of a sentence was context as a sentence that had ended, and the rest of it was skipped.
    @Test(arguments: [2.0, 7.3, 8.7, 9.3]) func flushWithinASentenceLosesNoWordBehindIt(seconds: Double) async throws {
        let server = try await TestServer()
        let bytes = try Audio.float32()
        let cut = Int(seconds * 16_000) * 4
        let session = try await server.session(query: "language=en") { connection in
            try await connection.send(Array(bytes[..<cut]))
            try await connection.send(#"{"type":"flush"}"#)
            try await connection.send(Array(bytes[cut...]))
            try await connection.send(#"{"type":"stop"}"#)
        }
        #expect(session.words.suffix(10) == Audio.kennedy.suffix(10), "\(session.words)")
    }

    @Test func wordTimesOnTheAudioClock() async throws {
        let server = try await TestServer()
        let session = try await server.transcribe(try Audio.float32(), query: "words=true")
        let words = session.finals.flatMap { $0.words ?? [] }
        #expect(words.count == Audio.kennedy.count)
        #expect(words.map(\.start) == words.map(\.start).sorted())
        // He says "country" for the last time at the end of the eleven seconds.
        let last = try #require(words.last)
        #expect(last.start > 9 && last.end <= 11)
    }

    @Test func noiseGivesNoText() async throws {
        let server = try await TestServer(model: "base")
        for name in [
            "city-ambience.ogg", "forest-ambience.ogg", "office-ambience.ogg", "keyboard-typing.ogg", "hold_music.ogg",
            "crowded-room.ogg", "babble.wav", "party.wav", "restaurant.wav",
        ] {
            // A language that is given leaves the model no way out.
            for query in ["", "language=en"] { try await expectNoText(of: name, from: server, query: query) }
        }
    }

    private func expectNoText(of name: String, from server: TestServer, query: String) async throws {
        let noise = Array(try Fixtures.samples(name).prefix(30 * 16_000))
        let session = try await server.transcribe(Audio.bytes(noise), query: query)
        #expect(session.partials.isEmpty, "\(name) \(query): \(session.partials.map(\.text))")
        #expect(session.finals.isEmpty, "\(name) \(query): \(session.finals.map(\.text))")
        #expect(session.closeCode == 1000)
    }

    /// Numbers rise, a partial never follows its final, finals do not overlap.
    private func checkOrder(_ session: Session) {
        var settled = -1
        var end = 0.0
        for message in session.messages {
            switch message {
            case .partial(let text):
                #expect(text.utterance ?? 0 > settled)
            case .final(let text):
                #expect(text.utterance ?? 0 > settled)
                #expect(text.start ?? 0 >= end)
                settled = text.utterance ?? 0
                end = text.end ?? 0
            default: break
            }
        }
    }
}
