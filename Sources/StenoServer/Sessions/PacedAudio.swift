import Transcription

/// Hands audio to a transcription, counts it, and holds back what comes faster than allowed.
struct PacedAudio {
    private let meter: SessionMeter
    private let clock = ContinuousClock()
    private var limit: SpeedLimit?

    /// - Parameter speed: how many times faster than it was spoken audio is taken; nil for no limit.
    init(meter: SessionMeter, speed: Double?) {
        self.meter = meter
        self.limit = speed.map { SpeedLimit(factor: $0, now: .now) }
    }

    /// Takes the next samples; waits while there are too many of them.
    mutating func append(_ samples: [Float], to session: any TranscribingSession) async throws {
        // Waiting here, behind the read-ahead, keeps the connection itself alive.
        let now = self.clock.now
        let delay = self.limit?.take(.seconds(Double(samples.count) / 16_000), at: now)
        if let delay, delay > .zero { try await self.clock.sleep(for: delay) }
        self.meter.hear(samples: samples.count)
        try await session.append(samples)
    }
}
