public import Logging

/// The threads a recognizer runs on, and the queue before them.
///
/// Recognition blocks for tens to hundreds of milliseconds, which neither an event loop nor the pool of Swift
/// concurrency can bear. Jobs wait in a deadline queue: finals before partials, then the earliest deadline; one job of
/// a session at a time; a newer partial takes the place of an older one that waits; a final is never dropped.
public final class InferencePool: Sendable {
    private let state: Monitor<State>

    /// Starts the threads.
    ///
    /// - Parameters:
    ///   - recognizer: what they run.
    ///   - workers: how many jobs run at once, at least 1.
    ///   - logger: told of jobs that fail.
    /// - Throws: ``InferenceError`` if the system gives no thread.
    public init(
        recognizer: any Recognizer, workers: Int, logger: Logger = Logger(label: "steno.inference")
    ) throws(InferenceError) {
        state = Monitor(State())
        for number in 0..<max(1, workers) {
            try InferenceThread.start(name: "inference-\(number)") { [state] in
                while let job = state.wait({ $0.take() }) {
                    let started = ContinuousClock.now
                    let outcome = job.perform(recognizer)
                    state.update { $0.finish(job, outcome, after: .now - started) }
                    if case .failed(let error) = outcome, !(error is CancellationError) {
                        logger.error(
                            "recognition failed", metadata: ["session": "\(job.session)", "error": "\(error)"])
                    }
                }
            }
        }
    }

    deinit {
        shutdown()
    }

    /// Counts of jobs and times so far.
    public var statistics: InferenceStatistics {
        state.update { $0.statistics }
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
        try await run(session: session, kind: request.kind, deadline: deadline) { recognizer, isCancelled in
            var request = request
            let isAbandoned = request.isCancelled
            request.isCancelled = { isAbandoned() || isCancelled() }
            return try recognizer.recognize(request)
        }
    }

    /// Runs a blocking call on an inference thread when its turn comes.
    ///
    /// - Parameter body: gets the recognizer, and what tells it that nobody waits any more.
    /// - Throws: as ``run(_:session:deadline:)``, and what `body` throws.
    public func run<Result: Sendable>(
        session: String,
        kind: RecognitionRequest.Kind = .final,
        deadline: ContinuousClock.Instant = .now,
        _ body: @escaping @Sendable (any Recognizer, _ isCancelled: @escaping @Sendable () -> Bool) throws -> Result
    ) async throws -> Result {
        let cancellation = CancellationFlag()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                submit(
                    InferenceJob(
                        session: session, kind: kind, deadline: deadline, cancellation: cancellation,
                        perform: { recognizer in
                            do {
                                continuation.resume(returning: try body(recognizer, { cancellation.isCancelled }))
                                return .done
                            } catch {
                                continuation.resume(throwing: error)
                                return .failed(error)
                            }
                        },
                        abandon: { continuation.resume(throwing: $0) }))
            }
        } onCancel: {
            cancellation.cancel()
            cancel { $0.cancellation === cancellation }
        }
    }

    /// Drops a session's waiting jobs: their callers get `CancellationError`. Its running job is told that nobody waits
    /// for it.
    public func cancel(session: String) {
        cancel { $0.session == session }
    }

    /// Stops the threads after the jobs they are at. All that wait, and all that come later, get an ``InferenceError``.
    public func shutdown() {
        let waiting = state.update(wakingAll: true) { $0.shutDown() }
        for job in waiting { job.abandon(InferenceError.shutDown) }
    }

    /// Queues a job.
    func submit(_ job: InferenceJob) {
        if let (job, error) = state.update({ $0.add(job) }) { job.abandon(error) }
    }

    private func cancel(where isCancelled: (InferenceJob) -> Bool) {
        let cancelled = state.update { $0.cancel(where: isCancelled) }
        for job in cancelled { job.abandon(CancellationError()) }
    }
}
