// SPDX-License-Identifier: Apache-2.0

import StenoTesting

@testable import Transcription

/// A pool's state under the load of many speakers, with computed times in place of threads and clocks.
struct LoadSimulation {
    /// Somebody who speaks in utterances of some seconds.
    struct Speaker {
        var utterance = 3.0
        var pause = 1.0
        /// How much faster than it was spoken the audio comes.
        var speed = 1.0
        /// When the first audio comes, in seconds.
        var start: Double
    }

    /// What a speaker got.
    struct Record {
        /// When partials began, in seconds, and of which utterance they were.
        var partials: [(utterance: Int, time: Double)] = []
        /// How long after its end each utterance was final, in seconds.
        var finals: [Double] = []
        /// Utterances ended so far.
        var ended = 0
    }

    private struct Session {
        let speaker: Speaker
        var clock = ArrivalClock()
        var requested: Double?
        var hasPartialWaiting = false
        var record = Record()
    }

    static let step = 0.01
    /// The seconds that a batch takes, those for each partial in it, and for each final.
    var batchTime = 0.01
    var partialTime = 0.05
    var finalTime = 0.06
    private(set) var state: InferencePool.State
    private(set) var now = 0.0
    /// The partial interval at each step, in seconds.
    private(set) var intervals: [Double] = []
    private var sessions: [String: Session] = [:]
    private var workers: [(batch: InferenceBatch, ends: Double)?]
    private var finalEnds: [String: [Double]] = [:]
    private let origin = ContinuousClock.now

    init(_ settings: InferenceSettings = .init(workers: 2, longestFinalDelay: .seconds(1))) {
        state = InferencePool.State(settings, start: origin)
        workers = Array(repeating: nil, count: settings.workers)
    }

    var records: [String: Record] { sessions.mapValues(\.record) }
    var statistics: InferenceStatistics { state.statistics(at: instant) }

    mutating func add(_ name: String, _ speaker: Speaker) {
        sessions[name] = Session(speaker: speaker)
    }

    mutating func remove(_ name: String) {
        sessions[name] = nil
        _ = state.end(session: name, at: instant)
    }

    /// Whether another session would be admitted; counts it in.
    mutating func admit() -> Bool { state.admit(at: instant) }

    /// Counts out a session that was admitted at a time, in seconds.
    mutating func leave(admittedAt time: Double) {
        state.leave(admittedAt: origin + .seconds(time), at: instant)
    }

    mutating func run(until end: Double) {
        while now < end {
            for name in sessions.keys.sorted() { speak(name) }
            for worker in workers.indices { work(worker) }
            intervals.append(state.partialInterval / .seconds(1))
            now += Self.step
        }
    }

    private var instant: ContinuousClock.Instant { origin + .seconds(now) }

    private mutating func speak(_ name: String) {
        guard var session = sessions[name], now >= session.speaker.start else { return }
        let speaker = session.speaker
        session.clock.advance(samples: Int(16_000 * Self.step * speaker.speed), at: instant)
        let spoken = (now - speaker.start) * speaker.speed
        let cycle = speaker.utterance + speaker.pause
        let position = spoken - (spoken / cycle).rounded(.down) * cycle
        let due = session.clock.due(at: instant)
        if Int((spoken + speaker.pause) / cycle) > session.record.ended {
            session.record.ended += 1
            session.hasPartialWaiting = false
            session.requested = nil
            finalEnds[name, default: []].append(now)
            submit(name, .final, due, slack: 0, newAudio: 8_000)
        } else if position < speaker.utterance {
            let interval = max(0.5, state.partialInterval / .seconds(1))
            let last = session.requested ?? now - position / speaker.speed
            if !session.hasPartialWaiting, now >= last + interval / speaker.speed {
                session.hasPartialWaiting = true
                submit(name, .partial, due, slack: 0.5, newAudio: 8_000)
            }
        }
        sessions[name] = session
    }

    private mutating func submit(
        _ name: String, _ priority: InferencePriority, _ due: ContinuousClock.Instant, slack: Double, newAudio: Int
    ) {
        let job = InferenceJob(
            session: name, priority: priority, due: due, deadline: due + .seconds(slack), newAudio: newAudio,
            cancellation: CancellationFlag(), work: .recognition(begin: { _ in nil }, end: { _ in }), abandon: { _ in })
        _ = state.add(job, at: instant)
    }

    private mutating func work(_ worker: Int) {
        if let (batch, ends) = workers[worker] {
            guard ends <= now else { return }
            workers[worker] = nil
            state.finish(batch, batch.jobs.map { _ in .done }, worker: worker, at: instant)
            for job in batch.jobs where job.priority == .final { conclude(job.session) }
        }
        guard case .run(let batch) = state.take(at: instant) else { return }
        var time = batchTime
        for job in batch.jobs {
            time += job.priority == .final ? finalTime : partialTime
            guard job.priority == .partial else { continue }
            sessions[job.session]?.hasPartialWaiting = false
            sessions[job.session]?.requested = now
            let utterance = sessions[job.session]?.record.ended ?? 0
            sessions[job.session]?.record.partials.append((utterance, now))
        }
        workers[worker] = (batch, now + time)
    }

    private mutating func conclude(_ name: String) {
        guard let end = finalEnds[name]?.removeFirst() else { return }
        sessions[name]?.record.finals.append(now - end)
    }
}

extension LoadSimulation.Record {
    /// The seconds between partials of the same utterance, from a time on.
    func spacings(since start: Double) -> [Double] {
        zip(partials, partials.dropFirst()).filter { $0.time >= start && $0.utterance == $1.utterance }
            .map { $1.time - $0.time }
    }
}

extension [Double] {
    /// The value that a share of all stays within.
    func quantile(_ share: Double) -> Double {
        isEmpty ? 0 : sorted()[Swift.min(count - 1, Int(share * Double(count)))]
    }
}
