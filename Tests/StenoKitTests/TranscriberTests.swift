// SPDX-License-Identifier: Apache-2.0

import ModelStore
import StenoKit
import StenoTesting
import Testing
import Transcription

/// The facade, with a real model.
@Suite(.timeLimit(.minutes(5))) struct TranscriberTests {
    /// What the audio of a test throws.
    private struct SourceFailure: Error, Equatable {}

    /// Audio that never ends by itself, and finishes a stream when no one reads it any longer.
    private struct EndlessAudio: AsyncSequence, Sendable {
        struct AsyncIterator: AsyncIteratorProtocol {
            final class Reading: Sendable {
                private let end: AsyncStream<Void>.Continuation

                init(_ end: AsyncStream<Void>.Continuation) { self.end = end }

                deinit { end.finish() }
            }

            var beginning: [Float]?
            let reading: Reading
            private let silence = AsyncStream<Void>.makeStream()

            mutating func next() async -> [Float]? {
                defer { beginning = nil }
                if let beginning { return beginning }
                // Until the task is cancelled.
                for await _ in silence.stream {}
                return nil
            }
        }

        let beginning: [Float]
        let end: AsyncStream<Void>.Continuation

        func makeAsyncIterator() -> AsyncIterator { AsyncIterator(beginning: beginning, reading: .init(end)) }
    }

    private static let transcriber = Result {
        _ = try Fixtures.model("tiny.en")
        return try Transcriber(model: "tiny.en")
    }

    private func words(of finals: [FinalTranscript]) -> String {
        finals.map(\.text).joined(separator: " ").lowercased()
    }

    @Test func transcribesFile() async throws {
        let finals = try await Self.transcriber.get().transcribe(file: Fixtures.path("jfk.wav"), language: "en")
        #expect(words(of: finals).contains("what your country can do for you"))
    }

    @Test func streamEmitsPartialsAndFinals() async throws {
        let samples = try Fixtures.samples("jfk.wav")
        let (audio, pieces) = AsyncThrowingStream<[Float], any Error>.makeStream()
        for start in stride(from: 0, to: samples.count, by: 8_000) {
            pieces.yield(Array(samples[start..<min(start + 8_000, samples.count)]))
        }
        pieces.finish()
        var finals: [FinalTranscript] = []
        var hasBegun = false
        for try await event in try Self.transcriber.get().stream(audio, configuration: .init(language: "en")) {
            if case .speechStarted = event { hasBegun = true }
            if case .final(let final) = event { finals.append(final) }
        }
        #expect(hasBegun)
        #expect(words(of: finals).contains("what your country can do for you"))
    }

    @Test func throwsErrorOfSourceAfterLastEvent() async throws {
        let samples = try Fixtures.samples("jfk.wav")
        let (audio, pieces) = AsyncThrowingStream<[Float], any Error>.makeStream()
        pieces.yield(samples)
        pieces.finish(throwing: SourceFailure())
        var finals: [FinalTranscript] = []
        await #expect(throws: SourceFailure()) {
            for try await event in try Self.transcriber.get().stream(audio, configuration: .init(language: "en")) {
                if case .final(let final) = event { finals.append(final) }
            }
        }
        #expect(words(of: finals).contains("what your country can do for you"))
    }

    @Test func leavingLoopStopsReadingAudio() async throws {
        let (ended, end) = AsyncStream<Void>.makeStream()
        let audio = EndlessAudio(beginning: try Fixtures.samples("jfk.wav"), end: end)
        for try await event in try Self.transcriber.get().stream(audio, configuration: .init(language: "en")) {
            if case .final = event { break }
        }
        for await _ in ended {}
    }

    @Test func namesCommandThatFetchesMissingModel() throws {
        let store = ModelStore(root: "/nonexistent")
        let error = #expect(throws: ModelStoreError.self) { try Transcriber(model: "base", store: store) }
        #expect(error?.description.contains("steno models pull base") == true)
    }

    @Test func rejectsSettingOutOfRange() throws {
        let (audio, _) = AsyncThrowingStream<[Float], any Error>.makeStream()
        #expect(throws: SessionError.self) {
            try Self.transcriber.get().stream(audio, configuration: .init(partialInterval: 1))
        }
    }
}
