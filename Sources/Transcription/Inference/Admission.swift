#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Whether the machine has time for the finals of another session.
///
/// Partials do not count: they become rarer by themselves. What counts is the time that the threads spend on finals, as a
/// decaying average; or, if that is more, what finals alone would take for all the speech that is heard: while partials
/// hear most of it finals are cheap, and no longer when there is no time for partials. An admitted session counts with
/// what a session is expected to need, which decays at the same pace as its own work takes its place; so a hundred that
/// come in the same second do not all find an idle machine. The wait that 95 % of finals stay below follows as in a queue
/// with m servers and exponential service times: P(W > t) = C·exp(−t·m·(1−ρ)/s), with Erlang's probability C of having to
/// wait (Kleinrock, "Queueing Systems I", 1975).
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
    /// The memory of the average, in seconds.
    private static let memory = 10.0
    private static let weight = 0.1
    /// Finals over which their service time is averaged.
    private static let servicesAveraged = 50.0
    /// As how many finals the partials before the first final count: it may be one of those.
    private static let partialsTrusted = 10.0

    private let workers: Int
    private let limit: Duration
    /// Seconds of owed work within the memory, decayed.
    private var work = 0.0
    /// Seconds of speech heard within the memory, decayed.
    private var heard = 0.0
    /// Seconds of work for a second of speech that finals alone hear.
    private var cost = 0.0
    private var passes = 0.0
    /// Sessions admitted within the memory, decayed.
    private var newcomers = 0.0
    private var updated: ContinuousClock.Instant?
    /// Seconds that a final takes.
    private var service: Double?
    private var services = 0.0
    /// Seconds that a partial takes: all that is known before the first final.
    private var partialService: Double?
    private var wait = 0.0
    private var isRefusing = false

    /// - Parameter limit: finals that wait for longer are late. Admission ends there, and begins again at half of it.
    init(workers: Int, limit: Duration) {
        self.workers = workers
        self.limit = limit
    }

    /// The share of all threads' time that goes to finals, or would without partials.
    var utilization: Double { max(work, heard * cost) / Self.memory / Double(workers) }

    /// Takes in the time that a thread spent on a final.
    mutating func spend(_ time: Duration, at now: ContinuousClock.Instant) {
        decay(to: now)
        work += time / .seconds(1)
    }

    /// Takes in that speech was heard for the first time, and what a second of it takes.
    ///
    /// - Parameters:
    ///   - seconds: of speech that is new.
    ///   - cost: seconds of work for one of them, as it was heard.
    mutating func hear(_ seconds: Double, cost: Double, at now: ContinuousClock.Instant) {
        decay(to: now)
        heard += seconds
        passes = min(passes + 1, Self.passesAveraged)
        self.cost = Self.average(self.cost, with: cost * Self.costWithoutPartials, weight: 1 / passes)
    }

    /// Takes in that a final was needed which had been made ready before.
    mutating func spendOnPrepared(at now: ContinuousClock.Instant) {
        spend(.seconds(service ?? 0), at: now)
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
    mutating func observe(wait duration: Duration) {
        wait += Self.weight * (duration / .seconds(1) - wait)
    }

    /// Counts a session in, unless finals would be late.
    ///
    /// - Returns: whether it may start.
    mutating func admit(at now: ContinuousClock.Instant) -> Bool {
        decay(to: now)
        isRefusing = expectedWait(newcomers: newcomers + 1) > (isRefusing ? limit / 2 : limit)
        if !isRefusing { newcomers += 1 }
        return !isRefusing
    }

    /// Counts a session out: what it was expected to need is not needed any more.
    ///
    /// - Parameter instant: when it was admitted.
    mutating func leave(admittedAt instant: ContinuousClock.Instant, at now: ContinuousClock.Instant) {
        decay(to: now)
        newcomers = max(0, newcomers - exp(-((now - instant) / .seconds(1)) / Self.memory))
    }

    /// One step of a running mean that no single value moves far.
    private static func average(_ average: Double, with value: Double, weight: Double) -> Double {
        average + weight * ((average > 0 ? min(value, outlier * average) : value) - average)
    }

    /// The time in the queue that 95 % of finals stay below.
    private func expectedWait(newcomers: Double) -> Duration {
        let service = service ?? partialService ?? 0
        let expected =
            newcomers * min(max(Self.finalsPerSecond * service, cost), Self.finalsPerSecond * Self.expectedService)
        let utilization = utilization + expected / Double(workers)
        guard utilization < 1 else { return .seconds(3_600) }
        let drain = Double(workers) * (1 - utilization) / max(service, 1e-6)
        return .seconds(max(wait, log(max(1, 20 * probabilityOfWaiting(utilization))) / drain))
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

    private mutating func decay(to now: ContinuousClock.Instant) {
        if let updated, now > updated {
            let factor = exp(-((now - updated) / .seconds(1)) / Self.memory)
            work *= factor
            heard *= factor
            newcomers *= factor
            wait *= factor
        }
        updated = max(updated ?? now, now)
    }
}
