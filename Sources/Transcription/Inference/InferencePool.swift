// SPDX-License-Identifier: Apache-2.0

public import Logging
internal import Synchronization

/// The threads a recognizer runs on, and the queue before them.
///
/// Recognition blocks for tens to hundreds of milliseconds, which neither an event loop nor the pool of Swift
/// concurrency can bear. Jobs wait in a deadline queue: finals before partials, then the earliest deadline; one job of
/// a session at a time; a newer partial takes the place of an older one that waits; a final is never dropped. What is
/// ready when a thread is free becomes a batch; no job waits for company. When the threads are full, partials become
/// rarer first; when finals alone would be late, ``admitSession()`` rejects new sessions.
public final class InferencePool: Sendable {
    private let state: Monitor<State>
    private let recognizer: any Recognizer
    private let threads = Mutex<[InferenceThread]>([])
    /// These two are not in the state, whose lock the threads want: every session asks, several times a second.
    private let voiceActivity = AtomicDuration()
    private let interval = AtomicDuration()
    private let preparation: HotWordsPreparation
    /// For the voice activity detection of sessions that send faster than anybody speaks.
    let earlyTurns: EarlyTurns

    /// Starts the threads.
    ///
    /// - Parameters:
    ///   - recognizer: what they run.
    ///   - settings: how many there are, and what they aim at.
    ///   - logger: receives jobs that fail.
    /// - Throws: ``InferenceError`` if the system gives no thread.
    public init(
        recognizer: any Recognizer, settings: InferenceSettings = .init(),
        logger: Logger = Logger(label: "steno.inference")
    ) throws(InferenceError) {
        state = Monitor(State(settings, start: .now))
        self.recognizer = recognizer
        preparation = HotWordsPreparation(recognizer: recognizer)
        earlyTurns = EarlyTurns()
        for number in 0..<max(1, settings.workers) {
            let thread = try InferenceThread(name: "inference-\(number)") { [state, interval] in
                while let batch = Self.next(of: state, interval) {
                    let outcomes = batch.run(on: recognizer)
                    // All, for every session of the batch may have a job that waited for this one.
                    state.update(wakingAll: true) { state in
                        state.finish(batch, outcomes, worker: number, at: .now)
                        interval.store(state.partialInterval)
                    }
                    Self.report(batch, outcomes, logger)
                }
            }
            threads.withLock { $0.append(thread) }
        }
    }

    /// Blocks a thread until there is work; nil once there will be no more.
    private static func next(of state: Monitor<State>, _ interval: AtomicDuration) -> InferenceBatch? {
        let next = state.wait(while: \.mustWait) { state in
            defer { interval.store(state.partialInterval) }
            return state.take(at: .now)
        }
        guard case .run(let batch) = next else { return nil }
        return batch
    }

    deinit {
        shutdown()
    }

    /// Counts of jobs and times so far.
    public var statistics: InferenceStatistics {
        var statistics = state.read { $0.statistics(at: .now) }
        statistics.voiceActivity = voiceActivity.value
        return statistics
    }

    /// The shortest interval between two partials of an utterance that the load allows.
    var partialInterval: Duration { interval.value }

    /// The recognizer's tokens of a prompt, for ``RecognitionRequest/prompt``.
    func tokens(of prompt: Prompt) -> [Int] { recognizer.tokens(of: prompt) }

    /// What the recognizer makes of phrases to expect, for ``RecognitionRequest/hotWords``, and how long that took.
    ///
    /// - Returns: nil if the recognizer does nothing with them, or the task was cancelled.
    func prepare(_ hotWords: HotWords) async -> (prepared: any PreparedHotWords, time: Duration)? {
        await preparation.prepare(hotWords)
    }

    /// Counts a session in. Call it before a session is made.
    ///
    /// - Returns: what to call when the session has ended.
    /// - Throws: ``InferenceError`` with the code ``InferenceError/Code/overloaded`` while there is no time even for
    ///   the finals of another session.
    public func admitSession() throws(InferenceError) -> @Sendable () -> Void {
        let now = ContinuousClock.now
        guard state.update({ $0.admit(at: now) }) else { throw .overloaded }
        return { [state] in state.update { $0.leave(admittedAt: now, at: .now) } }
    }

    /// Counts a session's final that had been made ready in a pause.
    func countPreparedFinal(of session: String) {
        state.update { $0.countPreparedFinal(of: session, at: .now) }
    }

    /// Counts time that a session spent on voice activity detection.
    func count(voiceActivity time: Duration) {
        voiceActivity.add(time)
    }

    /// Recognizes one request when its turn comes.
    ///
    /// - Parameters:
    ///   - session: whose request this is.
    ///   - deadline: of requests of the same kind, the earliest goes first.
    /// - Throws: what the recognizer throws; `CancellationError`, at once while the request waits; ``InferenceError``
    ///   when a newer request of the session took the place of this partial, or when the pool was shut down.
    public func run(
        _ request: RecognitionRequest, session: String, deadline: ContinuousClock.Instant = .now
    ) async throws -> Hypothesis {
        let priority: InferencePriority = request.kind == .final ? .final : .partial
        return try await run(session: session, priority, deadline, newAudio: request.samples.count) { flag, resume in
            var request = request
            let isAbandoned = request.isCancelled
            request.isCancelled = { isAbandoned() || flag.isCancelled }
            return .recognition(begin: { [request] _ in request }, end: resume)
        }
    }

    /// Runs a blocking call on an inference thread when its turn comes, as urgent as a final.
    ///
    /// - Parameter body: gets the recognizer, and what tells it that no one waits any longer.
    /// - Throws: as ``run(_:session:deadline:)``, and what `body` throws.
    public func run<Value: Sendable>(
        session: String,
        deadline: ContinuousClock.Instant = .now,
        _ body: @escaping @Sendable (any Recognizer, _ isCancelled: @escaping @Sendable () -> Bool) throws -> Value
    ) async throws -> Value {
        try await run(session: session, .final, deadline) { flag, resume in
            .call { recognizer in
                let result = Result { try body(recognizer) { flag.isCancelled } }
                resume(result)
                return switch result {
                case .success: .done
                case .failure(let error): .failed(error)
                }
            }
        }
    }

    private func run<Value: Sendable>(
        session: String, _ priority: InferencePriority, _ deadline: ContinuousClock.Instant, newAudio: Int = 0,
        work: (CancellationFlag, @escaping @Sendable (Result<Value, any Error>) -> Void) -> InferenceJob.Work
    ) async throws -> Value {
        let cancellation = CancellationFlag()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                submit(
                    InferenceJob(
                        session: session, priority: priority, due: .now, deadline: deadline, newAudio: newAudio,
                        cancellation: cancellation, work: work(cancellation) { continuation.resume(with: $0) },
                        abandon: { continuation.resume(throwing: $0) }))
            }
        } onCancel: {
            cancellation.cancel()
            cancel { $0.cancellation === cancellation }
        }
    }

    /// Tells that a session has ended. Its waiting jobs are dropped: their callers get `CancellationError`. Its running job
    /// is notified that no one waits for it. What it needed no longer counts against who asks for admission.
    public func end(session: String) {
        let dropped = state.update { $0.end(session: session, at: .now) }
        for job in dropped { job.abandon(CancellationError()) }
    }

    /// Stops the threads and returns when they have ended, after the jobs they are at: hold no lock that a job may want. All that
    /// wait, and all that come later, get an ``InferenceError``.
    ///
    /// Also called from the last reference's end, which may be on one of the threads, when a job was the last to hold a session.
    /// That one is not waited for, and ends next. No other is at a job of a session then, for those hold the pool.
    public func shutdown() {
        let waiting = state.update(wakingAll: true) { $0.shutDown() }
        for job in waiting { job.abandon(InferenceError.shutDown) }
        // Nobody waits for a thread twice, nor two threads for each other.
        let threads = threads.withLock { threads in
            defer { threads = [] }
            return threads
        }
        for thread in threads { thread.join() }
    }

    /// Queues a job.
    func submit(_ job: InferenceJob) {
        if let (job, error) = state.update({ $0.add(job, at: .now) }) { job.abandon(error) }
    }

    private func cancel(where isCancelled: (InferenceJob) -> Bool) {
        let cancelled = state.update { $0.cancel(where: isCancelled) }
        for job in cancelled { job.abandon(CancellationError()) }
    }

    private static func report(_ batch: InferenceBatch, _ outcomes: [InferenceJob.Outcome], _ logger: Logger) {
        for (job, outcome) in zip(batch.jobs, outcomes) {
            guard case .failed(let error) = outcome, !(error is CancellationError) else { continue }
            logger.error("recognition failed", metadata: ["session": "\(job.session)", "error": "\(error)"])
        }
    }
}
