// SPDX-License-Identifier: Apache-2.0

import Transcription

/// Hands audio to a transcription, counts it, and holds back what comes faster than allowed.
package struct AudioPacer {
    private let recorder: SessionRecorder
    private let clock = ContinuousClock()
    private let longest: Duration?
    private var limit: SpeedLimit?
    private var taken = Duration.zero
    private var isOver = false

    /// - Parameters:
    ///   - speed: how many times faster than it was spoken audio is taken; nil for no limit.
    ///   - longest: how much of it is taken; nil for no limit.
    package init(recorder: SessionRecorder, speed: Double?, longest: Duration?) {
        self.recorder = recorder
        self.longest = longest
        self.limit = speed.map { SpeedLimit(factor: $0, now: .now) }
    }

    /// Takes the next samples; waits while there are too many of them.
    /// - Throws: `SessionDeadlines.Expiry` for the samples with which it is too much, which are dropped, as all later ones are;
    ///   `SessionError`, `CancellationError`.
    package mutating func append(_ samples: [Float], to session: any TranscribingSession) async throws {
        guard !self.isOver else { return }
        let duration = Duration.seconds(Double(samples.count) / Double(SampleClock.rate))
        // Some formats stand for hours in a few bytes: the wall clock alone does not bound them.
        if let longest, self.taken + duration > longest {
            self.isOver = true
            throw SessionDeadlines.Expiry.duration(longest)
        }
        self.taken += duration
        // Waiting here, behind the read-ahead, keeps the connection itself alive.
        let now = self.clock.now
        let delay = self.limit?.take(duration, at: now)
        if let delay, delay > .zero { try await self.clock.sleep(for: delay) }
        self.recorder.received(samples: samples.count)
        try await session.append(samples)
    }
}
