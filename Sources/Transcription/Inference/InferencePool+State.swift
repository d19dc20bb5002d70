// SPDX-License-Identifier: Apache-2.0

extension InferencePool {
    /// What the pool's threads share: the queue, and what is known of the load. A value without a clock.
    struct State: Sendable {
        typealias Instant = ContinuousClock.Instant
        private typealias Entry = (job: InferenceJob, added: Instant)

        private let workers: Int
        private let start: Instant
        private var queue = DeadlineQueue<Instant, Entry>()
        private var running: [String: InferenceJob] = [:]
        private var batching: BatchPolicy
        private var cadence: PartialCadence
        private var admission: Admission
        /// Sessions that ended while a job of theirs ran.
        private var ended: Set<String> = []
        private var counts: InferenceStatistics
        private var isShutDown = false

        init(_ settings: InferenceSettings, start: Instant) {
            workers = max(1, settings.workers)
            self.start = start
            batching = BatchPolicy(largest: settings.largestBatch, longest: settings.longestBatch)
            cadence = PartialCadence(longest: settings.longestPartialInterval)
            admission = Admission(workers: workers, limit: settings.longestFinalDelay)
            counts = InferenceStatistics(workers: workers, largestBatch: settings.largestBatch)
        }

        /// The shortest interval between two partials of an utterance.
        var partialInterval: Duration { cadence.interval }

        func statistics(at now: Instant) -> InferenceStatistics {
            var statistics = counts
            statistics.waiting = queue.waitingCount
            statistics.running = running.count
            statistics.elapsed = now - start
            statistics.owedUtilization = admission.utilization(at: now)
            statistics.partialInterval = cadence.interval
            var admission = admission
            statistics.isOverloaded = !admission.admit(at: now)
            return statistics
        }

        /// Queues a job.
        ///
        /// - Returns: the job that will not run because of it, which may be itself, and why.
        mutating func add(_ job: InferenceJob, at now: Instant) -> (job: InferenceJob, error: any Error)? {
            if isShutDown { return (job, InferenceError.shutDown) }
            if job.cancellation.isCancelled {
                counts.cancelled += 1
                return (job, CancellationError())
            }
            let superseded = queue.add(
                (job, now), session: job.session, priority: job.priority, due: job.due, deadline: job.deadline)
            guard let superseded else { return nil }
            counts.superseded += 1
            return (superseded.job, InferenceError.superseded)
        }

        /// Takes the next jobs to run.
        mutating func take(at now: Instant) -> NextBatch {
            if isShutDown { return .stop }
            let taken = queue.take(at: now) { [batching, workers] in
                batching.size(of: $0.map(\.job), workers: workers)
            }
            guard let first = taken.first else { return .wait }
            let isDue = first.job.due <= now
            for (job, added) in taken {
                running[job.session] = job
                if isDue { count(now - max(added, job.due), of: job.priority, at: now) }
            }
            updateCadence(at: now)
            counts.count(batchOf: taken.count)
            return .run(InferenceBatch(jobs: taken.map(\.job), started: now, isDue: isDue))
        }

        /// Tells that a batch is done.
        mutating func finish(
            _ batch: InferenceBatch, _ outcomes: [InferenceJob.Outcome], worker: Int, at now: Instant
        ) {
            let duration = now - batch.started
            counts.busy[worker] += duration
            for (job, outcome) in zip(batch.jobs, outcomes) {
                queue.finish(session: job.session)
                running[job.session] = nil
                counts.count(outcome)
            }
            let done = zip(batch.jobs, outcomes).filter(\.1.isDone).map(\.0)
            batching.learn(done, took: duration)
            if let first = done.first, !first.isCall {
                admission.learn(service: duration / done.count, of: first.priority)
                if batch.isDue { charge(done, took: duration, at: now) }
            }
            for job in batch.jobs where ended.remove(job.session) != nil { admission.forget(job.session, at: now) }
            updateCadence(at: now)
        }

        /// Removes jobs that wait, and tells those that run.
        mutating func cancel(where isCancelled: (InferenceJob) -> Bool) -> [InferenceJob] {
            let cancelled = queue.remove { isCancelled($0.job) }.map(\.job)
            for job in cancelled + running.values.filter(isCancelled) { job.cancellation.cancel() }
            counts.cancelled += cancelled.count
            return cancelled
        }

        /// Tells that a session has ended: its jobs are removed, and what it needed counts no more for who comes next.
        mutating func end(session: String, at now: Instant) -> [InferenceJob] {
            if running[session] != nil { ended.insert(session) } else { admission.forget(session, at: now) }
            return cancel { $0.session == session }
        }

        /// Counts a session in, unless finals would be late.
        mutating func admit(at now: Instant) -> Bool {
            let isAdmitted = admission.admit(at: now)
            if !isAdmitted { counts.refusedSessions += 1 }
            return isAdmitted
        }

        /// Counts a session out.
        mutating func leave(admittedAt instant: Instant, at now: Instant) {
            admission.leave(admittedAt: instant, at: now)
        }

        /// Counts a session's final that was ready in time: the work for it was owed after all.
        mutating func countPreparedFinal(of session: String, at now: Instant) {
            counts.preparedFinals += 1
            admission.spendOnPrepared(session, at: now)
        }

        /// Ends it all.
        ///
        /// - Returns: the jobs that waited.
        mutating func shutDown() -> [InferenceJob] {
            isShutDown = true
            return queue.remove { _ in true }.map(\.job)
        }

        /// Counts what due jobs took, and what was recognized in them, for their sessions.
        private mutating func charge(_ jobs: [InferenceJob], took duration: Duration, at now: Instant) {
            admission.learn(cost: duration / .seconds(1) / BatchPolicy.seconds(of: jobs))
            for job in jobs {
                admission.hear(Double(job.newAudio) / 16_000, of: job.session, at: now)
                if job.priority == .final { admission.spend(duration / jobs.count, on: job.session, at: now) }
            }
        }

        private mutating func count(_ delay: Duration, of priority: InferencePriority, at now: Instant) {
            counts.count(delay: delay, of: priority)
            if priority == .partial { cadence.observe(wait: delay) }
            if priority == .final { admission.observe(wait: delay, at: now) }
        }

        private mutating func updateCadence(at now: Instant) {
            let waits = queue.jobs.filter { $0.job.priority == .partial && $0.job.due <= now }.map { now - $0.added }
            cadence.update(at: now, oldestWait: waits.max())
        }
    }
}
