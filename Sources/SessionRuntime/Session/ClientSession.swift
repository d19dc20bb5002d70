import AudioInput
package import NIOCore
import Synchronization
package import TranscriptJournal
import Transcription

/// A client's transcription, or one for each channel, which outlives its connections: feeds it what arrives, and keeps what it emits.
package final class ClientSession: Sendable {
    private struct State {
        var resumption: ResumptionState
        var failure: (any Error)?
        /// Takes what arrived to the transcription, which may wait for its model.
        var feeding: Task<Void, Never>?
        var isCancelled = false
        /// The connection's loop, while there is nothing to send.
        var reader: CheckedContinuation<Void, Never>?
        /// The loops over the transcriptions' events, while the one before is not sent.
        var tellers: [CheckedContinuation<Void, Never>] = []
    }

    package let id: String
    package let token: ResumeToken
    /// Whose session it is; empty where nobody is asked.
    package let owner: String
    package let format: AudioFormat
    /// What its dialect needs again when the client returns.
    package let options: any Sendable
    private let transcriptions: [any TranscribingSession]
    private let waiting: BoundedQueue<SessionCommand>
    private let journal: Journal?
    package let place: SessionPermit
    package let meter: SessionRecorder
    private let watch: DeadlineTimer
    /// How many times faster than it was spoken audio is taken; nil: as fast as it comes.
    private let speed: Double?
    private let explain: @Sendable (any Error) -> SessionFault
    private let report: @Sendable (AudioProgress, _ channel: Int) -> Void
    private let state: Mutex<State>

    /// - Parameters:
    ///   - id: the session's id.
    ///   - token: what its client has to show to come back.
    ///   - owner: whose session it is; only they may come back to it.
    ///   - format: the audio that its client sends.
    ///   - options: what its dialect needs again when the client returns.
    ///   - transcriptions: one for each channel that has its own; see ``AudioFormat/transcriptions``.
    ///   - budget: how much audio may wait.
    ///   - journal: where its finals are kept, if they are.
    ///   - place: the session's place on the server, which it leaves when the transcription is over.
    ///   - meter: counts what it does.
    ///   - watch: of its deadlines, which hold over all its connections.
    ///   - speed: how many times faster than it was spoken audio is taken; nil for no limit.
    ///   - explain: the fault that an error is to the client.
    ///   - report: called with how far the audio is, before each step.
    package init(
        id: String, token: ResumeToken, owner: String, format: AudioFormat, options: any Sendable = (),
        transcriptions: [any TranscribingSession], budget: QueueBudget, journal: Journal? = nil,
        place: SessionPermit, meter: SessionRecorder, watch: DeadlineTimer, speed: Double? = nil,
        explain: @escaping @Sendable (any Error) -> SessionFault = { SessionFault(failure: $0) },
        report: @escaping @Sendable (AudioProgress, _ channel: Int) -> Void = { _, _ in }
    ) {
        self.id = id
        self.token = token
        self.owner = owner
        self.format = format
        self.options = options
        self.transcriptions = transcriptions
        self.waiting = BoundedQueue(budget: budget)
        self.journal = journal
        self.place = place
        self.meter = meter
        self.watch = watch
        self.speed = speed
        self.explain = explain
        self.report = report
        self.state = Mutex(State(resumption: ResumptionState(received: format.received)))
    }

    /// The names of its transcriptions, under which the journal keeps their finals.
    var names: [String] { self.transcriptions.indices.map { SessionID.name(self.id, channel: $0) } }
}

/// A session's connections, and what comes and goes over them.
extension ClientSession {
    /// Gives the session a new connection; see ``ResumptionState/attach(lastEvent:)``.
    /// - Returns: its number, and the first sample to send on it.
    package func attach(lastEvent: Int = 0) throws -> (connection: Int, sample: Int) {
        let attached = try self.update { resumption throws(SessionFault) in
            (try resumption.attach(lastEvent: lastEvent), resumption.samples)
        }
        self.place.resumeLoad()
        return attached
    }

    /// A connection broke.
    /// - Returns: whether it was the session's.
    package func detach(_ connection: Int) -> Bool {
        let isCurrent = self.update { $0.detach(connection) }
        self.waiting.releaseProducers()
        if isCurrent { self.place.suspendLoad() }
        return isCurrent
    }

    /// Whether the session has had no connection since this one.
    package func isNewest(_ connection: Int) -> Bool { self.state.withLock { $0.resumption.isNewest(connection) } }

    /// Ends a session that no client came back to. What arrived is still transcribed if a journal or the log keeps it;
    /// else nobody can read it any more.
    /// - Returns: false when the client came back.
    package func expire() -> Bool {
        guard self.update({ $0.expire() }) else { return false }
        guard self.journal != nil || self.meter.logsTexts else {
            self.cancel()
            return true
        }
        self.meter.note(ending: "connection_lost")
        self.finish()
        return true
    }

    /// What counts for how long it is kept.
    var standing: DetachedSessions.Standing { self.state.withLock { $0.resumption.standing } }

    /// How many samples have arrived.
    package var samples: Int { self.state.withLock { $0.resumption.samples } }

    // MARK: From the client

    /// Takes audio, then waits while too much of it is not transcribed yet.
    /// - Returns: nil when the session is not the connection's any more, or takes no more.
    package func receive(_ message: ByteBuffer, from connection: Int) async -> ResumptionState.Receipt? {
        // Counted and queued at once: audio of the next connection cannot come between.
        let receipt = self.state.withLock { state in
            let receipt = state.resumption.receive(message, from: connection)
            if let audio = receipt?.audio {
                self.waiting.put(.audio(audio), size: audio.readableBytes)
            }
            return receipt
        }
        self.waiting.wake()
        if receipt != nil { await self.watch.audioArrived { await self.waiting.waitForCapacity() } }
        return receipt
    }

    /// Makes what has arrived final, then waits while too much waits to be transcribed.
    /// - Parameter channel: which channel of those that have their own transcription; nil for all.
    package func flush(from connection: Int, channel: Int? = nil) async {
        self.state.withLock { state in
            guard state.resumption.obeys(connection) else { return }
            self.waiting.put(.flush(channel: channel), size: QueueBudget.commandSize)
        }
        self.waiting.wake()
        await self.waiting.waitForCapacity()
    }

    /// The client has sent all; what has arrived is made final, and the session ends.
    package func finish(from connection: Int) {
        if self.state.withLock({ $0.resumption.obeys(connection) }) { self.finish() }
    }

    /// Takes no more audio; what has arrived is made final, and the client is told why the session ends.
    package func end(because error: SessionFault) {
        self.fail(error)
        self.finish()
    }

    /// Takes no more audio; what has arrived is made final, and the session ends.
    package func finish() {
        // Its finals may take any time.
        self.watch.stop()
        self.update { $0.finish() }
        self.waiting.finish()
    }

    /// Ends the session at once: nobody wants to know any more.
    package func cancel() {
        self.meter.note(ending: "connection_lost")
        self.update { $0.abandon() }
        let feeding = self.state.withLock { state in
            state.isCancelled = true
            return state.feeding
        }
        self.waiting.cancel()
        for transcription in self.transcriptions { transcription.cancel() }
        feeding?.cancel()
    }

    // MARK: To the client

    /// The next event for a connection, once there is one.
    /// - Parameters:
    ///   - number: the number of the last event that was sent on it.
    ///   - warn: called with each warning that comes before.
    /// - Returns: nil when no more comes.
    /// - Throws: ``SessionFault`` `taken_over` when the client has another connection by now; what made the session
    ///   fail, after its last event; what `warn` throws.
    package func next(
        after number: Int, on connection: Int, warn: (String) async throws -> Void = { _ in }
    ) async throws -> (entry: EventLog.Entry, fullTranscript: String)? {
        while true {
            switch self.update({ $0.delivery(after: number, on: connection) }) {
            case .send(let entry, let fullTranscript): return (entry, fullTranscript)
            case .warn(let text):
                self.update { $0.dropWarning() }
                try await warn(text)
            case .wait: await self.untilThereIsNews(after: number, on: connection)
            case .end:
                if let failure = self.state.withLock({ $0.failure }) { throw failure }
                return nil
            case .leave:
                if self.state.withLock({ $0.resumption.connection }) != nil { throw SessionFault.takenOver }
                return nil
            }
        }
    }
}

/// What a session does by itself.
extension ClientSession {
    /// Transcribes until there is nothing more to tell.
    package func run() async {
        let feeding = Task { await self.feed() }
        let isCancelled = self.state.withLock { state in
            state.feeding = feeding
            return state.isCancelled
        }
        if isCancelled { feeding.cancel() }
        // No more is heard then, and the last finals come before the error.
        async let _: Void = self.watch.run { expiry in
            self.end(because: self.explain(expiry))
        }
        await withTaskGroup(of: Void.self) { group in
            for (channel, transcription) in self.transcriptions.enumerated() {
                group.addTask { await self.follow(transcription.events, channel: channel) }
            }
        }
        for name in self.names { await self.journal?.end(name) }
        self.meter.end()
        self.place.release()
        self.update { $0.end() }
        self.waiting.cancel()
        await feeding.value
    }

    private func follow(_ events: some AsyncSequence<TranscriptEvent, Never>, channel: Int) async {
        let name = SessionID.name(self.id, channel: channel)
        for await event in events {
            if case .failed(let error) = event {
                self.fail(self.explain(error))
                // The other channels end with what was handed to them.
                return self.waiting.cancel()
            }
            // Before it is sent: what a client has seen is kept, whatever happens to the server.
            if case .final(let final) = event { await self.journal?.append(final, to: name) }
            await self.untilItMayTell()
            self.meter.tell(event)
            self.update { $0.tell(event, channel: channel) }
        }
    }

    private func feed() async {
        var feed = SessionFeed(
            self.format, to: self.transcriptions, meter: self.meter, speed: self.speed, longest: self.watch.longest,
            report: self.report)
        do {
            try feed.begin()
            while let work = await self.waiting.next() {
                switch work {
                case .audio(let bytes):
                    try await feed.append(bytes)
                    if let warning = feed.takeWarning() { self.warn(warning) }
                case .flush(let channel):
                    // Of a session without readers only the finals count.
                    guard !self.state.withLock({ $0.resumption.hasExpired }) else { continue }
                    await feed.flush(channel: channel)
                }
            }
            guard !self.state.withLock({ $0.isCancelled }) else { return }
            try await feed.drain()
            if let warning = feed.takeWarning() { self.warn(warning) }
            await feed.finish()
        } catch is SessionError {
            // A transcription failed, which its last event tells, or was given up.
            await feed.finish()
        } catch let error where error is AudioInputError || error is SessionDeadlines.Expiry {
            // What was heard before is told first.
            self.fail(self.explain(error))
            await feed.finish()
        } catch {
            self.fail(error)
            for transcription in self.transcriptions { transcription.cancel() }
        }
        self.waiting.cancel()
    }

    /// The first failure is the reason.
    private func fail(_ error: any Error) {
        if let error = error as? SessionFault { self.meter.note(ending: error.code.rawValue) }
        self.state.withLock { $0.failure = $0.failure ?? error }
    }

    /// Tells the client of something that does not end the session.
    private func warn(_ text: String) {
        self.meter.warn(text)
        self.update { $0.warn(text) }
    }

    private func untilItMayTell() async {
        while !self.state.withLock({ $0.resumption.mayTell }) {
            await withCheckedContinuation { continuation in
                let mayTell = self.state.withLock { state in
                    if state.resumption.mayTell { return true }
                    state.tellers.append(continuation)
                    return false
                }
                if mayTell { continuation.resume() }
            }
        }
    }

    private func untilThereIsNews(after number: Int, on connection: Int) async {
        await withCheckedContinuation { continuation in
            let isNews = self.state.withLock { state in
                if state.resumption.delivery(after: number, on: connection) != .wait { return true }
                state.reader = continuation
                return false
            }
            if isNews { continuation.resume() }
        }
    }

    /// Changes the state and wakes those who may have waited for it, once the lock is free.
    private func update<Result, Failure: Error>(
        _ change: (inout ResumptionState) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let (result, reader, tellers) = self.state.withLock { state in
            let result: Swift.Result<Result, Failure>
            do throws(Failure) { result = .success(try change(&state.resumption)) } catch { result = .failure(error) }
            var tellers: [CheckedContinuation<Void, Never>] = []
            if state.resumption.mayTell { swap(&tellers, &state.tellers) }
            return (result, state.reader.take(), tellers)
        }
        reader?.resume()
        for teller in tellers { teller.resume() }
        return try result.get()
    }
}
