// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
public import VoiceActivity

/// One live transcription: audio goes in, ``events`` come out.
///
/// The session owns no task or thread. Voice activity is detected in the task that appends; hypotheses are taken in by
/// the inference thread that made them. When it ends, nothing of it is left.
public final class TranscriptionSession: Sendable {
    /// The most audio taken in before other tasks get their turn: 0.5 s, for which voice activity detection takes about
    /// 2 ms.
    private static let slice = 8_192

    /// The session's name, one of its own among those of the pool.
    public let id: String
    private let configuration: SessionConfiguration
    private let pool: InferencePool
    /// Held while voice activity is detected, and until what was received is in the core. Only those wait for it whose turn comes after
    /// that: more audio, a flush, the end. Whoever cancels does not.
    private let audio: Mutex<WindowedAudio>
    /// Held for moments.
    private let core: Mutex<SessionCore>
    private let expectation: Mutex<HotWordsExpectation>

    /// Creates a session.
    ///
    /// - Throws: ``SessionError`` if a setting is out of its range.
    public convenience init(
        id: String, configuration: SessionConfiguration, voiceActivity: VoiceActivityModel, pool: InferencePool
    ) throws(SessionError) {
        let detector = VoiceActivityDetector(model: voiceActivity)
        try self.init(id: id, configuration: configuration, detector: detector, pool: pool)
    }

    /// Creates a session with a speech detector of one's own.
    ///
    /// - Throws: ``SessionError`` if a setting is out of its range.
    public init(
        id: String, configuration: SessionConfiguration, detector: any SpeechDetector, pool: InferencePool
    ) throws(SessionError) {
        self.id = id
        self.configuration = configuration
        self.pool = pool
        // Once for all jobs. A prompt is so short that it takes a fraction of a millisecond.
        let tokens = configuration.prompt.map(pool.tokens(of:)) ?? []
        audio = Mutex(WindowedAudio(detector: detector))
        core = Mutex(
            try SessionCore(configuration: configuration, promptTokens: tokens))
        expectation = Mutex(HotWordsExpectation(configuration.hotWords))
    }

    /// What the session tells, for one consumer. Ends after ``finish()`` or ``cancel()``, or after
    /// ``TranscriptEvent/failed(_:)``.
    public var events: TranscriptEvents { TranscriptEvents(session: self) }

    /// Takes in audio, chunks of any length one after the other.
    ///
    /// Suspends while the recognizer is more than 10 s of audio behind with finals, and while 64 events are unread: who
    /// sends faster than that is slowed down, and nothing is lost.
    ///
    /// - Parameter samples: 16 kHz mono in −1…1.
    /// - Throws: ``SessionError`` if the session has ended, `CancellationError` if the task is cancelled while it
    ///   waits.
    public func append(_ samples: [Float]) async throws {
        if let hotWords = expectation.withLock({ $0.takeGiven() }) { await expect(hotWords) }
        var rest = samples[...]
        repeat {
            await wait(for: .room)
            try Task.checkCancellation()
            if core.withLock({ $0.isEarly(at: .now) }) {
                await pool.earlyTurns.take()
                defer { pool.earlyTurns.release() }
                try takeIn(rest.prefix(Self.slice))
            } else {
                try takeIn(rest.prefix(Self.slice))
            }
            rest = rest.dropFirst(Self.slice)
            if !rest.isEmpty { await Task.yield() }
        } while !rest.isEmpty
    }

    private func takeIn(_ samples: ArraySlice<Float>) throws {
        let arrived = ContinuousClock.now
        let change: Change<Void, SessionError> = audio.withLock { audio in
            let windows = audio.append(samples)
            pool.count(voiceActivity: .now - arrived)
            return self.change { core throws(SessionError) in
                try core.append(windows, samples: samples.count, at: arrived)
            }
        }
        try carryOut(change)
    }

    /// Expects other phrases from the next pass over the audio on. Returns when they are ready, which takes longer if it is asked for
    /// often.
    ///
    /// - Parameter hotWords: nil for none. They replace those before.
    public func expect(_ hotWords: HotWords?) async {
        let earliest = expectation.withLock { expectation in
            _ = expectation.takeGiven()
            return expectation.earliest
        }
        guard let hotWords else { return core.withLock { $0.set(nil) } }
        if let earliest { try? await Task.sleep(until: earliest, clock: .continuous) }
        guard let (prepared, time) = await pool.prepare(hotWords) else { return }
        expectation.withLock { $0.prepared(at: .now, in: time) }
        core.withLock { $0.set(prepared) }
    }

    /// Makes all audio so far final, then tells ``TranscriptEvent/flushed``. Returns when that is done; the
    /// session goes on. Suspends before while 64 events are unread.
    public func flush() async {
        await wait(for: .reader)
        let change: Change<SessionCore.Condition, Never> = audio.withLock { audio in
            let remainder = audio.takeRemainder()
            return self.change { $0.flush(remainder) }
        }
        await wait(for: carryOut(change))
    }

    /// Makes all audio so far final and ends the session. Returns when everything is emitted; unread events can still be
    /// read.
    public func finish() async {
        let change: Change<Void, Never> = audio.withLock { audio in
            let remainder = audio.takeRemainder()
            return self.change { $0.finish(remainder) }
        }
        carryOut(change)
        await wait(for: .end)
    }

    /// Ends the session at once, unread events and all: nobody listens any longer.
    public func cancel() {
        update { $0.cancel() }
    }

    /// How many tasks wait for room, for a flush, or for the end.
    var waitingTasks: Int { core.withLock { $0.waitingTasks } }

    /// The next event, nil after the last or when the task is cancelled.
    func nextEvent() async -> TranscriptEvent? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                update { core in
                    core.read(continuation)
                    if Task.isCancelled { core.stopReading() }
                }
            }
        } onCancel: {
            update { $0.stopReading() }
        }
    }

    private func wait(for condition: SessionCore.Condition) async {
        guard let ticket = core.withLock({ $0.holds(condition) ? nil : $0.takeTicket() }) else { return }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                update { core in
                    core.wait(ticket, for: condition, continuation)
                    if Task.isCancelled { core.stopWaiting(ticket) }
                }
            }
        } onCancel: {
            update { $0.stopWaiting(ticket) }
        }
    }

    /// What a change of the state leaves to do once no lock is held.
    private struct Change<Result: Sendable, Failure: Error>: Sendable {
        let outcome: Swift.Result<Result, Failure>
        let ready: [@Sendable () -> Void]
        let demand: RecognitionDemand?
        let preparedFinals: Int
        let hasJustEnded: Bool
    }

    /// Changes the state, resumes those who waited for the change, and tells the pool what is to be done now, or that
    /// the session has ended.
    private func update<Result: Sendable, Failure: Error>(
        _ body: (inout SessionCore) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try carryOut(change(body))
    }

    private func change<Result: Sendable, Failure: Error>(
        _ body: (inout SessionCore) throws(Failure) -> Result
    ) -> Change<Result, Failure> {
        let partialInterval = pool.partialInterval
        return core.withLock { core in
            let hadEnded = core.hasEnded
            let outcome: Swift.Result<Result, Failure>
            do throws(Failure) { outcome = .success(try body(&core)) } catch { outcome = .failure(error) }
            let ready = core.takeReady()
            let demand = core.newDemand(at: .now, partialInterval: partialInterval)
            return Change(
                outcome: outcome, ready: ready, demand: demand, preparedFinals: core.takePreparedFinals(),
                hasJustEnded: core.hasEnded && !hadEnded)
        }
    }

    @discardableResult private func carryOut<Result: Sendable, Failure: Error>(
        _ change: Change<Result, Failure>
    ) throws(Failure) -> Result {
        for _ in 0..<change.preparedFinals { pool.countPreparedFinal(of: id) }
        // Before clients know, which may request the capacity at once.
        if change.hasJustEnded { pool.end(session: id) }
        for resume in change.ready { resume() }
        if let demand = change.demand { request(demand) }
        return try change.outcome.get()
    }

    private func request(_ demand: RecognitionDemand) {
        let cancellation = CancellationFlag()
        pool.submit(
            InferenceJob(
                session: id, priority: demand.priority, due: demand.due, deadline: demand.deadline,
                newAudio: demand.newAudio, cancellation: cancellation,
                // What is most urgent when the turn comes, which may be more than was asked for.
                work: .recognition(
                    begin: { recognizer in
                        let job = self.update { $0.beginJob(on: recognizer, cancellation) }
                        return job.map { $0.request.with(samples: $0.audio) }
                    },
                    end: { result in self.update { $0.complete(result) } }),
                abandon: { error in
                    guard (error as? InferenceError)?.code == .shutDown else { return }
                    self.update { $0.fail(SessionError(.shutDown, "The server is shutting down")) }
                }))
    }
}
