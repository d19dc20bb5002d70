/// Work for an inference thread. Exactly one of its closures is called, once, outside the pool's lock.
struct InferenceJob: Sendable {
    /// How a job that got its turn went.
    enum Outcome: Sendable {
        case done
        case failed(any Error)
        /// There was nothing left to do when its turn came.
        case stale
    }

    /// The session the job belongs to: it runs one at a time.
    let session: String
    /// A final goes before any partial, and is never dropped.
    let kind: RecognitionRequest.Kind
    /// Of the same kind, the earliest goes first.
    let deadline: ContinuousClock.Instant
    /// Set when nobody waits for the result any more.
    let cancellation: CancellationFlag
    /// Does the work, on an inference thread.
    let perform: @Sendable (any Recognizer) -> Outcome
    /// Told in place of `perform`, on any thread, when the job will not run.
    let abandon: @Sendable (any Error) -> Void
}
