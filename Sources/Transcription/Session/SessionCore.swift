// SPDX-License-Identifier: Apache-2.0

/// Everything a session's lock guards: its state, and those who wait for it to change.
struct SessionCore: Sendable {
    /// What a task may wait for.
    enum Condition: Sendable {
        /// That more audio may come.
        case room
        /// That a flush may come: it adds events, however little audio there is.
        case reader
        /// That so many flushes have been emitted.
        case flushed(Int)
        /// That nothing more will be emitted.
        case end
    }

    private enum Phase { case open, finishing, ended }

    /// How many samples the recognizer may be behind with finals before audio has to wait: 10 s.
    private static let largestLag = 160_000
    /// How many events may be unread before audio has to wait.
    private static let mostUnread = 64

    private var state: SessionState
    private var arrival = ArrivalClock()
    private var phase = Phase.open
    private var events = EventBuffer()
    private var reader: CheckedContinuation<TranscriptEvent?, Never>?
    private var waiting: [Int: (condition: Condition, continuation: CheckedContinuation<Void, Never>)] = [:]
    private var nextTicket = 0
    /// Who is to be resumed once the lock is free. Not before: resuming takes the task's own lock, which a task that is being cancelled
    /// holds while it asks for the session's.
    private var resumptions: [@Sendable () -> Void] = []
    private var flushesAsked = 0
    private var flushesTold = 0
    /// The job that waits in the pool.
    private var requested: RecognitionJob.Purpose?
    /// The flag of the job that runs.
    private var cancellation: CancellationFlag?

    init(
        configuration: SessionConfiguration, promptTokens: [Int]
    ) throws(SessionError) {
        state = try SessionState(configuration: configuration, promptTokens: promptTokens)
    }

    var hasEnded: Bool { phase == .ended }

    // MARK: Audio

    /// Whether more audio came than can have been spoken by now.
    func isEarly(at now: ContinuousClock.Instant) -> Bool { arrival.due(at: now) > now }

    /// - Parameters:
    ///   - windows: those that the newest samples filled.
    ///   - count: how many samples came.
    ///   - now: when they came.
    mutating func append(
        _ windows: [WindowedAudio.Window], samples count: Int, at now: ContinuousClock.Instant
    ) throws(SessionError) {
        guard phase == .open else {
            throw SessionError(.ended, "The session has ended and accepts no more audio", remedy: "Start a new session")
        }
        arrival.advance(samples: count, at: now)
        for window in windows { tell(state.append(window: window.samples, probability: window.probability)) }
    }

    /// - Parameter remainder: the last samples, too few for a window.
    /// - Returns: what to wait for until everything is emitted.
    mutating func flush(_ remainder: [Float]) -> Condition {
        guard phase == .open else { return .end }
        flushesAsked += 1
        tell(state.flush(remainder: remainder, announced: true))
        return .flushed(flushesAsked)
    }

    mutating func finish(_ remainder: [Float]) {
        guard phase == .open else { return }
        phase = .finishing
        tell(state.flush(remainder: remainder, announced: false))
    }

    mutating func cancel() {
        phase = .ended
        events.removeAll()
        cancellation?.cancel()
    }

    mutating func fail(_ error: SessionError) {
        guard phase != .ended else { return }
        tell([.failed(error)])
        phase = .ended
    }

    /// Puts other hot words in the place of those before.
    mutating func set(_ hotWords: (any PreparedHotWords)?) { state.hotWords = hotWords }

    // MARK: Jobs

    /// The request of the most urgent job, and the audio that belongs into it.
    mutating func beginJob(
        on recognizer: any Recognizer, _ cancellation: CancellationFlag
    ) -> (request: RecognitionRequest, audio: ArraySlice<Float>)? {
        requested = nil
        guard phase != .ended, var job = state.beginJob(on: recognizer) else { return nil }
        job.request.isCancelled = { cancellation.isCancelled }
        self.cancellation = cancellation
        return job
    }

    mutating func complete(_ result: Result<Hypothesis, any Error>) {
        cancellation = nil
        guard phase != .ended else { return }
        tell(state.complete(result))
    }

    /// The job to ask the pool for, if none as urgent waits there already.
    ///
    /// - Parameter partialInterval: the shortest that the machine's load allows.
    mutating func newDemand(at now: ContinuousClock.Instant, partialInterval: Duration) -> RecognitionDemand? {
        guard phase != .ended else { return nil }
        state.allow(partialInterval: partialInterval)
        if state.shouldInterrupt { cancellation?.cancel() }
        guard let purpose = state.demand, requested.map({ $0 < purpose }) ?? true else { return nil }
        requested = purpose
        let due = arrival.due(at: now)
        return RecognitionDemand(
            priority: purpose.priority, due: due, deadline: due + .seconds(state.slack) / 16_000,
            newAudio: state.newAudio)
    }

    /// The number of finals since the last call that had been made ready before their end was known.
    mutating func takePreparedFinals() -> Int {
        defer { state.preparedFinals = 0 }
        return state.preparedFinals
    }

    // MARK: Those who wait

    var waitingTasks: Int { waiting.count }

    /// The ticket of a task that will wait.
    mutating func takeTicket() -> Int {
        nextTicket += 1
        return nextTicket
    }

    mutating func wait(_ ticket: Int, for condition: Condition, _ continuation: CheckedContinuation<Void, Never>) {
        waiting[ticket] = (condition, continuation)
    }

    mutating func stopWaiting(_ ticket: Int) {
        guard let continuation = waiting.removeValue(forKey: ticket)?.continuation else { return }
        resumptions.append { continuation.resume() }
    }

    mutating func read(_ continuation: CheckedContinuation<TranscriptEvent?, Never>) {
        stopReading()
        reader = continuation
    }

    mutating func stopReading() {
        if let reader { resumptions.append { reader.resume(returning: nil) } }
        reader = nil
    }

    /// Takes out those who need not wait any longer, to be resumed when the lock is free.
    mutating func takeReady() -> [@Sendable () -> Void] {
        if phase == .finishing, state.isIdle { phase = .ended }
        if let reader, phase == .ended || events.count > 0 {
            self.reader = nil
            let event = events.next()
            resumptions.append { reader.resume(returning: event) }
        }
        for (ticket, waiter) in waiting where holds(waiter.condition) { stopWaiting(ticket) }
        defer { resumptions = [] }
        return resumptions
    }

    func holds(_ condition: Condition) -> Bool {
        switch condition {
        case _ where phase == .ended: true
        case .room: state.lag <= Self.largestLag && events.count < Self.mostUnread
        case .reader: events.count < Self.mostUnread
        case .flushed(let number): flushesTold >= number
        case .end: false
        }
    }

    private mutating func tell(_ news: [TranscriptEvent]) {
        for event in news {
            if event == .flushed { flushesTold += 1 }
            events.append(event)
        }
    }
}
