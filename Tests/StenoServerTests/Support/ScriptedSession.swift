// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Transcription

@testable import SessionRuntime

/// A session that hears no words but counts samples: a partial every second, a final at a flush and at the end.
final class ScriptedSession: TranscribingSession {
    struct Record {
        var samples: [Float] = []
        var told = 0
        var utterance = 0
        var isCancelled = false
        var isFinished = false
        var expected: [HotWords?] = []
    }

    let id: String
    let configuration: SessionConfiguration
    let events: AsyncStream<TranscriptEvent>
    private let continuation: AsyncStream<TranscriptEvent>.Continuation
    private let state = Mutex(Record())
    private let script: (@Sendable (ScriptedSession) async throws -> Void)?

    init(
        id: String, configuration: SessionConfiguration,
        script: (@Sendable (ScriptedSession) async throws -> Void)?
    ) {
        self.id = id
        self.configuration = configuration
        self.script = script
        (self.events, self.continuation) = AsyncStream.makeStream()
    }

    var record: Record { self.state.withLock { $0 } }

    /// How many samples came, without a copy of them.
    var heard: Int { self.state.withLock { $0.samples.count } }

    /// Waits until it was told to expect so many lists.
    func untilExpected(_ count: Int) async throws {
        while self.record.expected.count < count { try await Task.sleep(for: .milliseconds(5)) }
    }

    func emit(_ event: TranscriptEvent) {
        self.continuation.yield(event)
    }

    func append(_ samples: [Float]) async throws {
        let partials = self.state.withLock { state in
            let before = state.samples.count / 16_000
            if state.samples.count == state.told, !samples.isEmpty {
                self.emit(.speechStarted(utterance: state.utterance, at: state.told))
            }
            state.samples += samples
            return (before..<state.samples.count / 16_000).map { second in
                TranscriptEvent.partial(
                    .init(
                        utterance: state.utterance, text: "\(second + 1) s", stable: "", start: state.told,
                        end: (second + 1) * 16_000, language: "en"))
            }
        }
        partials.forEach(self.emit)
        try await self.script?(self)
    }

    func expect(_ hotWords: HotWords?) async { self.state.withLock { $0.expected.append(hotWords) } }

    func flush() async {
        self.tellFinal()
        self.emit(.flushed)
    }

    func finish() async {
        self.tellFinal()
        self.state.withLock { $0.isFinished = true }
        self.continuation.finish()
    }

    func cancel() {
        self.state.withLock { $0.isCancelled = true }
        self.continuation.finish()
    }

    private func tellFinal() {
        self.state.withLock { state in
            guard state.samples.count > state.told else { return }
            let heard = state.samples.count - state.told
            self.emit(.speechStopped(utterance: state.utterance, at: state.samples.count))
            self.emit(
                .final(
                    FinalTranscript(
                        utterance: state.utterance, text: "heard \(heard)", start: state.told,
                        end: state.samples.count, language: "en")))
            state.told = state.samples.count
            state.utterance += 1
        }
    }
}
