/// Jobs waiting for an inference thread: finals before partials, and the earliest deadline first.
///
/// A session has at most one job running, so its hypotheses come one after the other. Its waiting partial gives way to
/// any newer job of the session. Finals stay until they are run or removed. A plain value: threads and clocks are the
/// pool's.
struct DeadlineQueue<Deadline: Comparable & Sendable, Job: Sendable>: Sendable {
    private struct Entry: Sendable {
        let number: Int
        let session: String
        let kind: RecognitionRequest.Kind
        let deadline: Deadline
        let job: Job

        func precedes(_ other: Entry) -> Bool {
            if kind != other.kind { return kind == .final }
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
    /// - Returns: the waiting partial whose place it takes.
    mutating func add(_ job: Job, session: String, kind: RecognitionRequest.Kind, deadline: Deadline) -> Job? {
        let superseded = waiting.firstIndex { $0.session == session && $0.kind == .partial }
            .map { waiting.remove(at: $0).job }
        waiting.append(Entry(number: nextNumber, session: session, kind: kind, deadline: deadline, job: job))
        nextNumber += 1
        return superseded
    }

    /// Takes the most urgent job that may run now. Its session is busy until ``finish(session:)``.
    mutating func take() -> Job? {
        let ready = waiting.indices.filter { !busySessions.contains(waiting[$0].session) }
        guard let first = ready.min(by: { waiting[$0].precedes(waiting[$1]) }) else { return nil }
        busySessions.insert(waiting[first].session)
        return waiting.remove(at: first).job
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
}
