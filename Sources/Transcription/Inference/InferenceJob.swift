// SPDX-License-Identifier: Apache-2.0

/// Work for an inference thread. Either its work is done or `abandon` is called, once, outside the pool's lock.
struct InferenceJob: Sendable {
    /// What there is to do.
    enum Work: Sendable {
        /// A request that may share a batch. `begin` makes it when its turn has come, of what is newest then; nil if
        /// nothing is left to do. `end` takes in the result.
        case recognition(
            begin: @Sendable (any Recognizer) -> RecognitionRequest?,
            end: @Sendable (Result<Hypothesis, any Error>) -> Void)
        /// A blocking call that has a thread to itself.
        case call(@Sendable (any Recognizer) -> Outcome)
    }

    /// How a job that got its turn went.
    enum Outcome: Sendable {
        case done
        case failed(any Error)
        /// There was nothing left to do when its turn came.
        case stale

        var isDone: Bool {
            if case .done = self { true } else { false }
        }
    }

    /// The session the job belongs to: it runs one at a time.
    let session: String
    let priority: InferencePriority
    /// When its audio was spoken, or would have been if it had been sent as fast as it was spoken. Until then the job
    /// runs only when nothing else waits.
    let due: ContinuousClock.Instant
    /// Of the same priority, the earliest goes first.
    let deadline: ContinuousClock.Instant
    /// Samples the recognizer has not received yet, about.
    var newAudio = 0
    /// Set when no one waits for the result any longer.
    let cancellation: CancellationFlag
    let work: Work
    /// Told in place of the work, on any thread, when the job will not run.
    let abandon: @Sendable (any Error) -> Void

    var isCall: Bool {
        if case .call = work { true } else { false }
    }
}
