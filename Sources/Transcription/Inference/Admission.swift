// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Whether the machine has time for the finals of another session.
///
/// Partials do not count: they become rarer by themselves. What counts is the time that the threads spend on finals, as a
/// decaying average; or, if that is more, what finals alone would take for all the speech that arrives: while partials
/// hear most of it finals are cheap, and no longer when there is no time for partials. An admitted session counts with
/// what a session is expected to need, which decays at the same pace as its own work takes its place; so a hundred that
/// come in the same second do not all find an idle machine. Who follows a session that ended takes its place: beside the
/// newcomers only those count who are still there; the sum is never taken for less than what all needed of late.
///
/// The wait that 95 % of finals stay below follows as in a queue with m servers and exponential service times:
/// P(W > t) = C·exp(−t·m·(1−ρ)/s), with Erlang's probability C of having to wait (Kleinrock, "Queueing Systems I", 1975).
struct Admission: Sendable {
    /// Finals that a session is expected to need, a second.
    private static let finalsPerSecond = 0.25
    /// The longest service, in seconds, that a newcomer's finals are expected to need: more has to be seen of it.
    private static let expectedService = 0.5
    /// How much more a second of speech takes when finals alone hear it, and have no text to go on from: by measurement.
    private static let costWithoutPartials = 1.5
    /// As so many times the average a longer time counts: a text that is tried again at all temperatures takes twenty times
    /// as long as others, and says nothing of the next (winsorizing: Huber, "Robust Statistics", 1981).
    private static let outlier = 4.0
    /// Passes over which the time for a second of speech is averaged: the first are slow.
    private static let passesAveraged = 50.0
    private static let weight = 0.1
    /// Finals over which their service time is averaged.
    private static let servicesAveraged = 50.0
    /// As how many finals the partials before the first final count: it may be one of those.
    private static let partialsTrusted = 10.0

    private let workers: Int
    private let limit: Duration
    /// Of all sessions, those included that have ended.
    private var past = RecentSpeech()
    /// Of the sessions that are there.
    private var present = RecentSpeech()
    /// Of each of them.
    private var sessions: [String: RecentSpeech] = [:]
    /// Seconds of work for a second of speech that finals alone hear.
    private var cost = 0.0
    private var passes = 0.0
    /// Sessions admitted of late.
    private var newcomers = DecayingSum()
    /// Seconds that a final takes.
    private var service: Double?
    private var services = 0.0
    /// Seconds that a partial takes: all that is known before the first final.
    private var partialService: Double?
    /// Seconds that finals waited for their turn: a running mean, less with the time since the last.
    private var wait = DecayingSum()
    private var isRefusing = false

    /// - Parameter limit: finals that wait for longer are late. Admission ends there, and begins again at half of it.
    init(workers: Int, limit: Duration) {
        self.workers = workers
        self.limit = limit
    }

    /// The share of all threads' time that goes to finals, or would without partials.
    func utilization(at now: ContinuousClock.Instant) -> Double { past.threads(cost: cost, at: now) / Double(workers) }

    /// Takes in the time that a thread spent on a session's final.
    mutating func spend(_ time: Duration, on session: String, at now: ContinuousClock.Instant) {
        past.spend(time, at: now)
        present.spend(time, at: now)
        sessions[session, default: RecentSpeech()].spend(time, at: now)
    }

    /// Takes in that so many seconds of a session's speech were received for the first time.
    mutating func hear(_ seconds: Double, of session: String, at now: ContinuousClock.Instant) {
        past.hear(seconds, at: now)
        present.hear(seconds, at: now)
        sessions[session, default: RecentSpeech()].hear(seconds, at: now)
    }

    /// Takes in that a session needed a final which had been made ready before.
    mutating func spendOnPrepared(_ session: String, at now: ContinuousClock.Instant) {
        spend(.seconds(service ?? 0), on: session, at: now)
    }

    /// Takes in that a session has ended.
    mutating func forget(_ session: String, at now: ContinuousClock.Instant) {
        guard let speech = sessions.removeValue(forKey: session) else { return }
        present.remove(speech, at: now)
    }

    /// Takes in the seconds of work that a second of speech took in one pass.
    mutating func learn(cost: Double) {
        passes = min(passes + 1, Self.passesAveraged)
        self.cost = Self.average(self.cost, with: cost * Self.costWithoutPartials, weight: 1 / passes)
    }

    /// Takes in what a final takes by itself, or a partial.
    mutating func learn(service time: Duration, of priority: InferencePriority) {
        let time = time / .seconds(1)
        if priority == .partial {
            partialService = time
        } else {
            if service == nil, let partialService { (service, services) = (partialService, Self.partialsTrusted) }
            services = min(services + 1, Self.servicesAveraged)
            service = Self.average(service ?? 0, with: time, weight: 1 / services)
        }
    }

    /// Takes in how long a final waited for its turn.
    mutating func observe(wait duration: Duration, at now: ContinuousClock.Instant) {
        wait.add(Self.weight * (duration / .seconds(1) - wait.value(at: now)), at: now)
    }

    /// Counts a session in, unless finals would be late.
    ///
    /// - Returns: whether it may start.
    mutating func admit(at now: ContinuousClock.Instant) -> Bool {
        isRefusing = expectedWait(newcomers: newcomers.value(at: now) + 1, at: now) > (isRefusing ? limit / 2 : limit)
        if !isRefusing { newcomers.add(1, at: now) }
        return !isRefusing
    }

    /// Counts a session out: what it was expected to need is free again.
    ///
    /// - Parameter instant: when it was admitted.
    mutating func leave(admittedAt instant: ContinuousClock.Instant, at now: ContinuousClock.Instant) {
        newcomers.remove(1, addedAt: instant, at: now)
    }

    /// One step of a running mean that no single value moves far.
    private static func average(_ average: Double, with value: Double, weight: Double) -> Double {
        average + weight * ((average > 0 ? min(value, outlier * average) : value) - average)
    }

    /// The time in the queue that 95 % of finals stay below.
    private func expectedWait(newcomers: Double, at now: ContinuousClock.Instant) -> Duration {
        let service = service ?? partialService ?? 0
        let expected =
            newcomers * min(max(Self.finalsPerSecond * service, cost), Self.finalsPerSecond * Self.expectedService)
        let threads = max(past.threads(cost: cost, at: now), present.threads(cost: cost, at: now) + expected)
        let utilization = threads / Double(workers)
        guard utilization < 1 else { return .seconds(3_600) }
        let drain = Double(workers) * (1 - utilization) / max(service, 1e-6)
        return .seconds(max(wait.value(at: now), log(max(1, 20 * probabilityOfWaiting(utilization))) / drain))
    }

    /// Erlang's C formula.
    private func probabilityOfWaiting(_ utilization: Double) -> Double {
        let load = utilization * Double(workers)
        var (term, sum) = (1.0, 0.0)  // loadᵏ / k!
        for server in 0..<workers {
            sum += term
            term *= load / Double(server + 1)
        }
        return term / ((1 - utilization) * sum + term)
    }
}
