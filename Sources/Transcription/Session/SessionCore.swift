/// Everything a session's lock guards: its state, and those who wait for it to change.
struct SessionCore: Sendable {
    /// What a task may wait for.
    enum Condition: Sendable {
        /// That more audio may come.
        case room
        /// That a flush may come: it adds events, however little audio there is.
        case reader
        /// That so many flushes have been told.
        case flushed(Int)
        /// That nothing more will be told.
        case end
    }

    private enum Phase { case open, finishing, ended }

    /// How many samples the recognizer may be behind with finals before audio has to wait: 10 s.
    private static let largestLag = 160_000
    /// How many events may be unread before audio has to wait.
    private static let mostUnread = 64

    private var state: SessionState
    private var detector: any SpeechDetector
    private var arrival = ArrivalClock()
    private var remainder: [Float] = []
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
    /// The time that voice activity detection took since it was last asked for.
    private var voiceActivityTime = Duration.zero

    init(
        configuration: SessionConfiguration, promptTokens: [Int], detector: any SpeechDetector
    ) throws(SessionError) {
        state = try SessionState(configuration: configuration, promptTokens: promptTokens)
        self.detector = detector
    }

    var hasEnded: Bool { phase == .ended }

    // MARK: Audio

    /// Whether more audio came than can have been spoken by now.
    func isEarly(at now: ContinuousClock.Instant) -> Bool { arrival.due(at: now) > now }

    mutating func append(_ samples: ArraySlice<Float>, at now: ContinuousClock.Instant) throws(SessionError) {
        guard phase == .open else {
            throw SessionError(.ended, "The session has ended and takes no more audio", remedy: "Start a new session")
        }
        arrival.advance(samples: samples.count, at: now)
        remainder.append(contentsOf: samples)
        var rest = remainder[...]
        while rest.count >= 512 {
            let window = rest.prefix(512)
            rest = rest.dropFirst(512)
            let start = ContinuousClock.now
            let probability = detector.probability(ofWindow: window)
            voiceActivityTime += ContinuousClock.now - start
            tell(state.append(window: window, probability: probability))
        }
        remainder = Array(rest)
    }

    /// - Returns: what to wait for until all is told.
    mutating func flush() -> Condition {
        guard phase == .open else { return .end }
        flushesAsked += 1
        tell(state.flush(remainder: remainder, announced: true))
        remainder = []
        return .flushed(flushesAsked)
    }

    mutating func finish() {
        guard phase == .open else { return }
        phase = .finishing
        tell(state.flush(remainder: remainder, announced: false))
        remainder = []
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

    // MARK: Jobs

    mutating func startJob(on recognizer: any Recognizer, _ cancellation: CancellationFlag) -> RecognitionRequest? {
        requested = nil
        guard phase != .ended, var request = state.startJob(on: recognizer) else { return nil }
        request.isCancelled = { cancellation.isCancelled }
        self.cancellation = cancellation
        return request
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

    /// The time that voice activity detection took since the last call.
    mutating func takeVoiceActivityTime() -> Duration {
        defer { voiceActivityTime = .zero }
        return voiceActivityTime
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

    /// Takes out those who need not wait any more, to be resumed when the lock is free.
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
