// SPDX-License-Identifier: Apache-2.0

extension LoadReport {
    /// Measures a run.
    public init(_ log: RunLog) {
        self.init()
        let window = log.fullLoad
        isInterrupted = log.isInterrupted
        audioSeconds = log.audioSent
        fullLoadSeconds = window.upperBound - window.lowerBound
        sessions = Self.sessions(log.streams)
        let admitted = log.streams.filter(\.isAdmitted)
        let timings = admitted.map { StreamTimings($0, within: window) }
        words = Self.words(admitted, timings)
        firstText = Distribution(timings.flatMap(\.firstTexts))
        partialSpacing = Distribution(timings.flatMap(\.spacings))
        partialLag = Distribution(timings.flatMap { $0.lags.map(\.lag) })
        finalLatency = Distribution(timings.flatMap { $0.finals.map(\.latency) })
        flushLatency = Distribution(timings.flatMap(\.flushes))
        lagSlope = Self.lagSlope(timings)
        server = Self.server(log, window)
        generator = Self.generator(log)
    }

    private static func sessions(_ streams: [StreamLog]) -> Sessions {
        var sessions = Sessions()
        sessions.requested = streams.count
        for stream in streams {
            switch stream.outcome {
            case .completed: sessions.completed += 1
            case .refused(let reason): sessions.refused[reason, default: 0] += 1
            case .failed(let reason): sessions.failed[reason, default: 0] += 1
            }
        }
        return sessions
    }

    private static func words(_ streams: [StreamLog], _ timings: [StreamTimings]) -> Words {
        let errors = streams.map(StreamWords.errors(in:)).reduce(WordErrors(), +)
        let stability = streams.map { PartialStability($0) }.reduce(PartialStability(), +)
        var words = Words()
        words.recordings = streams.reduce(0) { $0 + $1.playedRecordings.count }
        words.lostFinals = timings.reduce(0) { $0 + $1.lostFinals }
        words.unfinishedFinals = timings.reduce(0) { $0 + $1.unfinishedFinals }
        words.words = errors.words
        words.errors = errors.errors
        words.errorRate = errors.rate
        if stability.finalWords > 0 {
            words.normalizedErasure = Double(stability.erased) / Double(stability.finalWords)
            words.unstablePartialWordRatio = Double(stability.erasedByPartials) / Double(stability.finalWords)
        }
        return words
    }

    private static func lagSlope(_ timings: [StreamTimings]) -> LinearTrend? {
        let lags = timings.flatMap { $0.lags.map { (x: $0.time / 60, y: $0.lag * 1_000) } }
        let finals = timings.flatMap { $0.finals.map { (x: $0.time / 60, y: $0.latency * 1_000) } }
        return LinearTrend(lags.isEmpty ? finals : lags)
    }

    private static func server(_ log: RunLog, _ window: ClosedRange<Double>) -> Server? {
        guard let first = log.server.first, let last = log.server.last, last.time > first.time, log.audioSent > 0 else {
            return nil
        }
        let loaded = log.server.filter { window.contains($0.time) }
        var cores: Double?
        if let from = loaded.first, let to = loaded.last, to.time > from.time {
            cores = (to.processorSeconds - from.processorSeconds) / (to.time - from.time)
        }
        return Server(
            processorSecondsPerAudioSecond: (last.processorSeconds - first.processorSeconds) / log.audioSent,
            coresInUse: cores, peakMemory: log.server.map(\.memory).max() ?? 0,
            memorySlope: LinearTrend(loaded.map { ($0.time / 60, Double($0.memory)) }))
    }

    private static func generator(_ log: RunLog) -> Generator {
        var generator = Generator()
        generator.sendDelay = Distribution(log.sendDelays)
        generator.stalledFrames = log.stalledFrames
        generator.isLate = generator.sendDelay.map { $0.p99 > greatestSendDelay } ?? false
        if log.audioSent > 0 {
            generator.processorSecondsPerAudioSecond = log.generatorProcessorSeconds / log.audioSent
        }
        return generator
    }
}
