// SPDX-License-Identifier: Apache-2.0

/// What a session asks the pool for.
struct RecognitionDemand: Sendable, Equatable {
    let priority: InferencePriority
    /// When the audio was spoken, or would have been.
    let due: ContinuousClock.Instant
    /// When the result is wanted.
    let deadline: ContinuousClock.Instant
    /// Samples that no request had before.
    let newAudio: Int
}
