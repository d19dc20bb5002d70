// SPDX-License-Identifier: Apache-2.0

/// How an ``InferencePool`` divides the machine.
public struct InferenceSettings: Sendable, Hashable {
    /// Threads that recognize, at least 1.
    public var workers: Int
    /// The most requests that one thread takes at once, at least 1.
    public var largestBatch: Int
    /// The time that a batch of several requests may take, about: so long may a final have to wait for it.
    public var longestBatch: Duration
    /// How rare partials may become on a busy machine: the longest interval between two of an utterance.
    public var longestPartialInterval: Duration
    /// How long finals may wait for their turn before new sessions are rejected.
    public var longestFinalDelay: Duration

    /// Creates settings.
    public init(
        workers: Int = 1,
        largestBatch: Int = 8,
        longestBatch: Duration = .milliseconds(250),
        longestPartialInterval: Duration = .seconds(3),
        longestFinalDelay: Duration = .seconds(2)
    ) {
        self.workers = workers
        self.largestBatch = largestBatch
        self.longestBatch = longestBatch
        self.longestPartialInterval = longestPartialInterval
        self.longestFinalDelay = longestFinalDelay
    }
}
