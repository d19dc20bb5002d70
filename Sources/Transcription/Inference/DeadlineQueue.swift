// SPDX-License-Identifier: Apache-2.0

/// Jobs waiting for an inference thread: finals first, then finals in preparation, then partials, and of each kind the
/// earliest deadline first.
///
/// A session has at most one job running, so its hypotheses come one after the other. Its waiting partial or
/// preparation gives way to any newer job of the session. Finals stay until they are run or removed. A job that is not
/// due yet, since its audio was sent faster than it was spoken, comes after all that are: so a recording sent at twenty
/// times its speed gets what live sessions leave, and at the latest its due time. A plain value: threads and clocks are
/// the pool's.
struct DeadlineQueue<Time: Comparable & Sendable, Job: Sendable>: Sendable {
    private struct Entry: Sendable {
        let number: Int
        let session: String
        let priority: InferencePriority
        let due: Time
        let deadline: Time
        let job: Job

        /// Jobs that may share a batch have the same.
        func rank(at now: Time) -> Int { due <= now ? priority.rawValue + 1 : 0 }

        func precedes(_ other: Entry, at now: Time) -> Bool {
            let (rank, otherRank) = (rank(at: now), other.rank(at: now))
            if rank != otherRank { return rank > otherRank }
            return deadline == other.deadline ? number < other.number : deadline < other.deadline
        }
    }

    // Searched from end to end: one or two jobs a session wait, and a job runs a thousand times longer than the search.
    private var waiting: [Entry] = []
    private var busySessions: Set<String> = []
    private var nextNumber = 0

    /// How many jobs wait.
    var waitingCount: Int { waiting.count }
    /// How many jobs run.
    var runningCount: Int { busySessions.count }

    /// Adds a job.
    ///
    /// - Parameters:
    ///   - due: before this the job runs only when no other can.
    ///   - deadline: orders jobs of the same priority.
    /// - Returns: the waiting job whose place it takes.
    mutating func add(
        _ job: Job, session: String, priority: InferencePriority, due: Time, deadline: Time
    ) -> Job? {
        let superseded = waiting.firstIndex { $0.session == session && $0.priority != .final }
            .map { waiting.remove(at: $0).job }
        waiting.append(
            Entry(
                number: nextNumber, session: session, priority: priority, due: due, deadline: deadline, job: job))
        nextNumber += 1
        return superseded
    }

    /// Takes the most urgent jobs that may run now, all of one rank and of different sessions. Their sessions are busy
    /// until ``finish(session:)``.
    ///
    /// - Parameter size: how many of the ready jobs, most urgent first, to take; at least 1 is taken.
    mutating func take(at now: Time, size: ([Job]) -> Int) -> [Job] {
        var sessions = busySessions
        var ready: [Entry] = []
        for entry in waiting.sorted(by: { $0.precedes($1, at: now) }) {
            if let first = ready.first, first.rank(at: now) != entry.rank(at: now) { break }
            if sessions.insert(entry.session).inserted { ready.append(entry) }
        }
        guard !ready.isEmpty else { return [] }
        let taken = ready.prefix(max(1, size(ready.map(\.job))))
        let numbers = Set(taken.map(\.number))
        waiting.removeAll { numbers.contains($0.number) }
        busySessions.formUnion(taken.map(\.session))
        return taken.map(\.job)
    }

    /// Tells that the session's running job is done.
    mutating func finish(session: String) {
        busySessions.remove(session)
    }

    /// Removes waiting jobs.
    mutating func remove(where isRemoved: (Job) -> Bool) -> [Job] {
        let removed = waiting.filter { isRemoved($0.job) }.map(\.job)
        waiting.removeAll { isRemoved($0.job) }
        return removed
    }

    /// The waiting jobs, in no order.
    var jobs: some Sequence<Job> { waiting.lazy.map(\.job) }
}
