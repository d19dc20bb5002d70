// SPDX-License-Identifier: Apache-2.0

/// What an ``InferencePool`` has done so far, and does now.
public struct InferenceStatistics: Sendable, Hashable {
    /// Jobs that wait for a thread.
    public internal(set) var waiting = 0
    /// Jobs that run.
    public internal(set) var running = 0
    /// Jobs that ran and gave a result.
    public internal(set) var finished = 0
    /// Jobs whose recognizer threw, cancellations not counted.
    public internal(set) var failed = 0
    /// Partials and preparations that a newer job of their session replaced before their turn.
    public internal(set) var superseded = 0
    /// Jobs for which nothing was left to do when their turn came.
    public internal(set) var stale = 0
    /// Jobs cancelled before or during their turn.
    public internal(set) var cancelled = 0
    /// Finals that had been made ready in a pause when the endpoint or a flush asked for them.
    public internal(set) var preparedFinals = 0

    /// The waits of partials. Audio sent faster than it was spoken is not counted here, nor below, until it is due.
    public internal(set) var partialDelay = QueueDelay()
    /// The waits of finals that are made ready in a pause.
    public internal(set) var preparationDelay = QueueDelay()
    /// The waits of finals.
    public internal(set) var finalDelay = QueueDelay()

    /// Batches that ran.
    public internal(set) var batches = 0
    /// The jobs in them.
    public internal(set) var batchedJobs = 0
    /// The jobs of the largest.
    public internal(set) var largestBatch = 0
    /// How many batches had one job, two jobs, and so on up to the most allowed.
    public internal(set) var batchSizes: [Int]

    /// How long the pool exists.
    public internal(set) var elapsed = Duration.zero
    /// The time each thread was at work.
    public internal(set) var busy: [Duration]
    /// The share of all threads' time that goes to finals which are due, or would without partials, over the last 10 s or so.
    /// More than 1 when there is more to do than time.
    public internal(set) var owedUtilization = 0.0
    /// The shortest interval between two partials of an utterance that the load allows; zero while it allows any.
    public internal(set) var partialInterval = Duration.zero
    /// Sessions that were rejected for lack of capacity.
    public internal(set) var refusedSessions = 0
    /// Whether a new session would be rejected now.
    public internal(set) var isOverloaded = false
    /// The time that voice activity detection took, in the tasks of all sessions.
    public internal(set) var voiceActivity = Duration.zero

    /// The share of all threads' time that was spent at work.
    public var utilization: Double {
        elapsed > .zero ? busy.reduce(.zero, +) / elapsed / Double(busy.count) : 0
    }

    init(workers: Int, largestBatch: Int = 1) {
        busy = Array(repeating: .zero, count: workers)
        batchSizes = Array(repeating: 0, count: max(1, largestBatch))
    }

    mutating func count(batchOf jobs: Int) {
        batches += 1
        batchedJobs += jobs
        largestBatch = max(largestBatch, jobs)
        batchSizes[min(jobs, batchSizes.count) - 1] += 1
    }

    mutating func count(_ outcome: InferenceJob.Outcome) {
        switch outcome {
        case .done: finished += 1
        case .stale: stale += 1
        case .failed(let error): if error is CancellationError { cancelled += 1 } else { failed += 1 }
        }
    }

    mutating func count(delay: Duration, of priority: InferencePriority) {
        switch priority {
        case .partial: partialDelay.add(delay)
        case .preparation: preparationDelay.add(delay)
        case .final: finalDelay.add(delay)
        }
    }
}
