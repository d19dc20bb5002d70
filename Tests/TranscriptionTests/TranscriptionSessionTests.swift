// SPDX-License-Identifier: Apache-2.0

import StenoTesting
import Synchronization
import Testing
import VoiceActivity

@testable import Transcription

@Suite(.timeLimit(.minutes(5))) struct TranscriptionSessionTests {
    private func makeSession(
        _ recognizer: ScriptedRecognizer, _ configuration: SessionConfiguration = .init(), workers: Int = 2,
        id: String = "test"
    ) throws -> (TranscriptionSession, InferencePool) {
        let pool = try InferencePool(recognizer: recognizer, settings: .init(workers: workers))
        let session = try TranscriptionSession(
            id: id, configuration: configuration, detector: LoudnessDetector(), pool: pool)
        return (session, pool)
    }

    private func utterances(_ texts: String...) -> ScriptedSpeech {
        var speech = ScriptedSpeech()
        for text in texts {
            speech.say(text)
            speech.pause(16_000)
        }
        return speech
    }

    /// Reads all events, checking them.
    private func read(_ session: TranscriptionSession) -> Task<EventChecker, Never> {
        Task {
            var checker = EventChecker()
            for await event in session.events { checker.take([event]) }
            return checker
        }
    }

    @Test(arguments: 0..<6)
    func chunksOfAnySizeGiveTheSame(seed: UInt64) async throws {
        let speech = ScriptedSpeech.random(words: 80, phrase: 1...30, seed: 3)
        let recognizer = ScriptedRecognizer(speech)
        let (session, _) = try makeSession(recognizer, .anySpeech(), workers: 1 + Int(seed % 2))
        let events = read(session)
        var chance = SeededGenerator(seed: seed)
        var rest = speech.samples[...]
        while !rest.isEmpty {
            let chunk = rest.prefix(
                [128, 4_096, 100_000, .random(in: 0...9_000, using: &chance)].randomElement(using: &chance)!)
            try await session.append(Array(chunk))
            rest = rest.dropFirst(chunk.count)
        }
        await session.finish()
        let checker = await events.value
        #expect(checker.text == speech.text)
        #expect(recognizer.faults == [])
        var simulation = try Simulation(.anySpeech(), ScriptedRecognizer(speech))
        simulation.feed(speech.samples)
        simulation.drain()
        #expect(checker.finals == simulation.checker.finals)
    }

    @Test func manySessionsAtOnce() async throws {
        let speech = ScriptedSpeech.random(words: 30, phrase: 3...12, seed: 1)
        let recognizer = ScriptedRecognizer(speech)
        let pool = try InferencePool(recognizer: recognizer, settings: .init(workers: 2))
        try await withThrowingTaskGroup { group in
            for number in 0..<40 {
                group.addTask {
                    let session = try TranscriptionSession(
                        id: "\(number)", configuration: .anySpeech(), detector: LoudnessDetector(), pool: pool)
                    let events = read(session)
                    try await session.append(speech.samples)
                    await session.finish()
                    #expect(await events.value.text == speech.text)
                }
            }
            try await group.waitForAll()
        }
        #expect(recognizer.faults == [])
        #expect(pool.statistics.failed == 0)
    }

    @Test func flushMakesEverythingFinal() async throws {
        var speech = ScriptedSpeech()
        speech.say("one two three", gap: 0)
        let half = speech.samples.count - 100
        speech.say("four five", gap: 0)
        speech.pause(100)
        let (session, _) = try makeSession(ScriptedRecognizer(speech))
        let events = read(session)
        try await session.append(Array(speech.samples[..<half]))
        await session.flush()
        await session.flush()
        try await session.append(Array(speech.samples[half...]))
        await session.finish()
        let checker = await events.value
        #expect(checker.finals.map(\.text) == ["one two three-", "four five"])
        #expect(checker.finals.map(\.end) == [half, speech.samples.count], "to the last sample")
        let flushes = checker.events.indices.filter { checker.events[$0] == .flushed }
        #expect(flushes.count == 2)
        #expect(checker.events[..<flushes[0]].contains(.final(checker.finals[0])))
    }

    @Test func finishWaitsForWhatIsBeingRecognized() async throws {
        let gate = Gate()
        let speech = utterances("one two three four")
        let (session, _) = try makeSession(ScriptedRecognizer(speech) { if $0.kind == .final { gate.pass() } })
        let events = read(session)
        try await session.append(speech.samples)
        await gate.arrival()
        let finished = Task { await session.finish() }
        while session.waitingTasks == 0 { await Task.yield() }
        gate.open()
        await finished.value
        #expect(await events.value.text == speech.text)
        await #expect(throws: SessionError.self) { try await session.append([0]) }
    }

    @Test func theFinalIsReadyWhenTheSpeechIsFoundToBeOver() async throws {
        let speech = utterances("one two three four")
        let recognizer = ScriptedRecognizer(speech)
        let (session, pool) = try makeSession(recognizer)
        let (events, pause) = (read(session), speech.words.last!.range.upperBound + 4_000)
        try await session.append(Array(speech.samples[..<pause]))
        while pool.statistics.running + pool.statistics.waiting > 0 { await Task.yield() }
        let before = recognizer.requests.count
        #expect(recognizer.requests.last?.kind == .final)
        try await session.append(Array(speech.samples[pause...]))
        await session.finish()
        #expect(recognizer.requests.count == before, "the pause's hypothesis is the final")
        #expect(await events.value.text == speech.text)
    }

    @Test func aPartialGivesWayToAFinal() async throws {
        let gate = Gate()
        let speech = utterances("one two three four")
        let recognizer = ScriptedRecognizer(speech) { request in
            guard request.kind == .partial else { return }
            gate.pass()
            if request.isCancelled() { throw CancellationError() }
        }
        let (session, pool) = try makeSession(recognizer)
        let events = read(session)
        try await session.append(Array(speech.samples[..<17_000]))
        await gate.arrival()
        let flush = Task { await session.flush() }
        while session.waitingTasks == 0 { await Task.yield() }
        gate.open()
        await flush.value
        #expect(pool.statistics.cancelled == 1)
        await session.finish()
        #expect(await events.value.finals.map(\.text) == ["one two three"])
    }

    @Test func appendWaitsForARecognizerThatIsBehind() async throws {
        let gate = Gate()
        var speech = utterances("one two three four")
        let end = speech.samples.count
        speech.pause(60 * 16_000)
        speech.say("five six")
        let (session, _) = try makeSession(ScriptedRecognizer(speech) { if $0.kind == .final { gate.pass() } })
        let events = read(session)
        let appended = Mutex(0)
        let producer = Task { [speech] in
            for start in stride(from: 0, to: speech.samples.count, by: 1_600) {
                try await session.append(Array(speech.samples[start..<min(start + 1_600, speech.samples.count)]))
                appended.withLock { $0 += 1_600 }
            }
            await session.finish()
        }
        while session.waitingTasks == 0 { await Task.yield() }
        #expect((end + 100_000...end + 180_000).contains(appended.withLock { $0 }))
        gate.open()
        try await producer.value
        #expect(await events.value.text == speech.text)
    }

    @Test func appendWaitsForAConsumerThatDoesNotRead() async throws {
        var speech = ScriptedSpeech()
        for number in 0..<60 {
            speech.say("word\(number)", length: 6_400)
            speech.pause(12_000)
        }
        let (session, pool) = try makeSession(ScriptedRecognizer(speech), workers: 1)
        let isTaken = Mutex(false)
        let producer = Task { [speech] in
            try await session.append(speech.samples)
            isTaken.withLock { $0 = true }
            await session.finish()
        }
        while session.waitingTasks == 0 || pool.statistics.running + pool.statistics.waiting > 0 { await Task.yield() }
        #expect(!isTaken.withLock { $0 })
        let checker = await read(session).value
        try await producer.value
        #expect(checker.text == speech.text, "nothing is lost")
    }

    @Test func cancelEndsEverythingAtOnce() async throws {
        let gate = Gate()
        var speech = utterances("one two three four")
        speech.pause(60 * 16_000)
        let wasTold = Mutex(false)
        let recognizer = ScriptedRecognizer(speech) { request in
            guard request.kind == .final else { return }
            gate.pass()
            wasTold.withLock { $0 = request.isCancelled() }
            throw CancellationError()
        }
        let (session, pool) = try makeSession(recognizer)
        let events = read(session)
        let producer = Task { [speech] in try await session.append(speech.samples) }
        await gate.arrival()
        while session.waitingTasks == 0 { await Task.yield() }
        session.cancel()
        await #expect(throws: SessionError.self) { try await producer.value }
        #expect(await events.value.finals.isEmpty)
        await session.flush()
        await session.finish()
        gate.open()
        while pool.statistics.running > 0 { await Task.yield() }
        #expect(wasTold.withLock { $0 })
        #expect(await session.nextEvent() == nil)
    }

    /// Does something in the midst of voice activity detection.
    private final class Interruption: SpeechDetector {
        let action = Mutex<@Sendable () -> Void>({})

        func probability(ofWindow window: ArraySlice<Float>) -> Float {
            action.withLock { $0 }()
            return 0
        }
    }

    @Test func cancellingDoesNotWaitForVoiceActivityDetection() async throws {
        let pool = try InferencePool(recognizer: ScriptedRecognizer(ScriptedSpeech()))
        let detector = Interruption()
        let session = try TranscriptionSession(id: "test", configuration: .init(), detector: detector, pool: pool)
        detector.action.withLock { $0 = { session.cancel() } }
        await #expect(throws: SessionError.self) { try await session.append([Float](repeating: 0, count: 512)) }
        #expect(await session.nextEvent() == nil)
        detector.action.withLock { $0 = {} }
    }

    @Test func tasksThatWaitCanBeCancelled() async throws {
        let gate = Gate()
        var speech = utterances("one two three four")
        speech.pause(60 * 16_000)
        let (session, _) = try makeSession(ScriptedRecognizer(speech) { if $0.kind == .final { gate.pass() } })
        let producer = Task { [speech] in try await session.append(speech.samples) }
        while session.waitingTasks == 0 { await Task.yield() }
        producer.cancel()
        await #expect(throws: CancellationError.self) { try await producer.value }
        let flush = Task { await session.flush() }
        while session.waitingTasks == 0 { await Task.yield() }
        flush.cancel()
        await flush.value
        let silent = try makeSession(ScriptedRecognizer(speech)).0
        let reader = Task { await silent.nextEvent() }
        reader.cancel()
        #expect(await reader.value == nil)
        gate.open()
        await session.finish()
    }

    @Test func aPoolThatIsShutDownFailsTheSession() async throws {
        let speech = utterances("one two three four")
        let (session, pool) = try makeSession(ScriptedRecognizer(speech))
        let events = read(session)
        pool.shutdown()
        await #expect(throws: SessionError.self) {
            try await session.append(speech.samples)
            try await session.append([])
        }
        await session.finish()
        guard case .failed(let error) = await events.value.events.last else {
            Issue.record("no failure told")
            return
        }
        #expect(error.code == .shutDown)
    }

    @Test func settingsOutOfRangeAreRejected() throws {
        let recognizer = ScriptedRecognizer(ScriptedSpeech())
        var configuration = SessionConfiguration(partialInterval: 0)
        #expect(
            throws: SessionError(
                .invalidConfiguration, "The partial interval cannot be 0.0 s", remedy: "Give a value from 0.1 to 30.0 s"
            )
        ) { try makeSession(recognizer, configuration) }
        configuration = SessionConfiguration(segmentation: .fixed(chunk: 16_000, overlap: 16_000))
        #expect(throws: SessionError.self) { try makeSession(recognizer, configuration) }
        configuration = SessionConfiguration()
        configuration.endpointer.threshold = 2
        #expect(throws: SessionError.self) { try makeSession(recognizer, configuration) }
    }
}
