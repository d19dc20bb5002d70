extension InferencePool {
    /// What the pool's threads share.
    struct State: Sendable {
        private var queue = DeadlineQueue<
            ContinuousClock.Instant, (job: InferenceJob, added: ContinuousClock.Instant)
        >()
        private var running: [String: InferenceJob] = [:]
        private var counts = InferenceStatistics()
        private var isShutDown = false

        var statistics: InferenceStatistics {
            var statistics = counts
            statistics.waiting = queue.waitingCount
            statistics.running = running.count
            return statistics
        }

        /// Queues a job.
        ///
        /// - Returns: the job that will not run because of it, which may be itself, and why.
        mutating func add(_ job: InferenceJob) -> (job: InferenceJob, error: any Error)? {
            if isShutDown { return (job, InferenceError.shutDown) }
            if job.cancellation.isCancelled {
                counts.cancelled += 1
                return (job, CancellationError())
            }
            guard let superseded = queue.add((job, .now), session: job.session, kind: job.kind, deadline: job.deadline)
            else { return nil }
            counts.superseded += 1
            return (superseded.job, InferenceError.superseded)
        }

        /// Takes the next job to run: nil if there is none, a nil job if there will never be one.
        mutating func take() -> InferenceJob?? {
            if isShutDown { return .some(nil) }
            guard let (job, added) = queue.take() else { return nil }
            let delay = ContinuousClock.now - added
            counts.queueDelay += delay
            counts.longestQueueDelay = max(counts.longestQueueDelay, delay)
            running[job.session] = job
            return job
        }

        /// Tells that a job is done.
        mutating func finish(_ job: InferenceJob, _ outcome: InferenceJob.Outcome, after duration: Duration) {
            queue.finish(session: job.session)
            running[job.session] = nil
            counts.busy += duration
            switch outcome {
            case .done: counts.finished += 1
            case .stale: counts.stale += 1
            case .failed(let error): if error is CancellationError { counts.cancelled += 1 } else { counts.failed += 1 }
            }
        }

        /// Removes jobs that wait, and tells those that run.
        mutating func cancel(where isCancelled: (InferenceJob) -> Bool) -> [InferenceJob] {
            let cancelled = queue.remove { isCancelled($0.job) }.map(\.job)
            for job in cancelled + running.values.filter(isCancelled) { job.cancellation.cancel() }
            counts.cancelled += cancelled.count
            return cancelled
        }

        /// Ends it all.
        ///
        /// - Returns: the jobs that waited.
        mutating func shutDown() -> [InferenceJob] {
            isShutDown = true
            return queue.remove { _ in true }.map(\.job)
        }
    }
}
