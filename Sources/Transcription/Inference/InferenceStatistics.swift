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
    /// Partials a newer job of their session replaced before their turn.
    public internal(set) var superseded = 0
    /// Partials for which nothing was left to do when their turn came.
    public internal(set) var stale = 0
    /// Jobs cancelled before or during their turn.
    public internal(set) var cancelled = 0
    /// The time all jobs that got their turn had waited for it, together.
    public internal(set) var queueDelay = Duration.zero
    /// The longest such wait.
    public internal(set) var longestQueueDelay = Duration.zero
    /// The time the threads were at work, together.
    public internal(set) var busy = Duration.zero
}
