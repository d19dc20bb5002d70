import AudioInput
import NIOCore
import Synchronization
import Transcription

/// A client's transcription, which outlives its connections: feeds it what arrives, and keeps what it tells.
final class LiveSession: Sendable {
    private struct State {
        var resumption: Resumption
        var failure: (any Error)?
        /// Takes what arrived to the transcription, which may wait for its model.
        var feeding: Task<Void, Never>?
        var isCancelled = false
        /// The connection's loop, while there is nothing to send.
        var reader: CheckedContinuation<Void, Never>?
        /// The loop over the session's events, while the one before is not sent.
        var teller: CheckedContinuation<Void, Never>?
    }

    let id: String
    let token: ResumeToken
    /// Whose session it is; empty where nobody is asked.
    let owner: String
    let configuration: StenoConfiguration
    private let session: any TranscribingSession
    private let waiting: ReadAhead<StenoWork>
    private let journal: Journal?
    private let place: SessionPlace
    let meter: SessionMeter
    private let watch: SessionWatch
    /// How many times faster than it was spoken audio is taken; nil: as fast as it comes.
    private let speed: Double?
    private let state: Mutex<State>

    /// - Parameters:
    ///   - id: the session's id.
    ///   - token: what its client has to show to come back.
    ///   - owner: whose session it is; only they may come back to it.
    ///   - configuration: what its client asked for.
    ///   - session: the transcription.
    ///   - budget: how much audio may wait.
    ///   - journal: where its finals are kept, if they are.
    ///   - place: the session's place on the server, which it leaves when the transcription is over.
    ///   - meter: counts what it does.
    ///   - watch: of its deadlines, which hold over all its connections.
    ///   - speed: how many times faster than it was spoken audio is taken; nil for no limit.
    init(
        id: String, token: ResumeToken, owner: String, configuration: StenoConfiguration,
        session: any TranscribingSession, budget: ReadAheadBudget, journal: Journal? = nil,
        place: SessionPlace, meter: SessionMeter, watch: SessionWatch, speed: Double? = nil
    ) {
        self.id = id
        self.token = token
        self.owner = owner
        self.configuration = configuration
        self.session = session
        self.waiting = ReadAhead(budget: budget)
        self.journal = journal
        self.place = place
        self.meter = meter
        self.watch = watch
        self.speed = speed
        let received = ReceivedAudio(
            sampleSize: configuration.encoding.bytesPerSample * configuration.channels,
            acknowledgementInterval: configuration.sampleRate * 5)
        self.state = Mutex(State(resumption: Resumption(received: received)))
    }

    /// Transcribes until there is nothing more to tell.
    func run() async {
        let feeding = Task { await self.feed() }
        let isCancelled = self.state.withLock { state in
            state.feeding = feeding
            return state.isCancelled
        }
        if isCancelled { feeding.cancel() }
        // No more is heard then, and the last finals come before the error.
        async let _: Void = self.watch.run { expiry in
            self.end(because: StenoProtocolError(expiry))
        }
        for await event in self.session.events {
            if case .failed(let error) = event {
                self.fail(StenoProtocolError(.transcriptionFailed, "\(error)"))
                break
            }
            // Before it is sent: what a client has seen is kept, whatever happens to the server.
            if case .final(let final) = event { await self.journal?.append(final, to: self.id) }
            await self.untilItMayTell()
            self.meter.tell(event)
            self.update { $0.tell(event) }
        }
        await self.journal?.end(self.id)
        self.meter.end()
        self.place.leave()
        self.update { $0.end() }
        self.waiting.cancel()
        await feeding.value
    }

    // MARK: Connections

    /// Gives the session a new connection; see ``Resumption/attach(lastEvent:)``.
    /// - Returns: its number, and the first sample to send on it.
    func attach(lastEvent: Int = 0) throws -> (connection: Int, sample: Int) {
        let attached = try self.update { resumption throws(StenoProtocolError) in
            (try resumption.attach(lastEvent: lastEvent), resumption.samples)
        }
        self.place.goOn()
        return attached
    }

    /// A connection broke.
    /// - Returns: whether it was the session's.
    func detach(_ connection: Int) -> Bool {
        let isCurrent = self.update { $0.detach(connection) }
        self.waiting.releaseProducers()
        if isCurrent { self.place.rest() }
        return isCurrent
    }

    /// Whether the session has had no connection since this one.
    func isNewest(_ connection: Int) -> Bool { self.state.withLock { $0.resumption.isNewest(connection) } }

    /// Ends a session that no client came back to: what arrived is still transcribed.
    /// - Returns: false when the client came back.
    func expire() -> Bool {
        guard self.update({ $0.expire() }) else { return false }
        self.meter.note(ending: "connection_lost")
        self.finish()
        return true
    }

    /// Whether nothing more will be told.
    var isOver: Bool { self.state.withLock { $0.resumption.isOver } }

    /// How many samples have arrived.
    var samples: Int { self.state.withLock { $0.resumption.samples } }

    // MARK: From the client

    /// Takes audio, then waits while too much of it is not transcribed yet.
    /// - Returns: nil when the session is not the connection's any more, or takes no more.
    func receive(_ message: ByteBuffer, from connection: Int) async -> Resumption.Receipt? {
        // Counted and queued at once: audio of the next connection cannot come between.
        let receipt = self.state.withLock { state in
            let receipt = state.resumption.receive(message, from: connection)
            if let audio = receipt?.audio, audio.readableBytes > 0 {
                self.waiting.add(.audio(audio), size: audio.readableBytes)
            }
            return receipt
        }
        if receipt != nil { await self.watch.audioArrived { await self.waiting.untilThereIsRoom() } }
        return receipt
    }

    /// Makes what has arrived final.
    func flush(from connection: Int) {
        self.state.withLock { state in
            if state.resumption.obeys(connection) { self.waiting.add(.flush, size: 0) }
        }
    }

    /// The client has sent all; what has arrived is made final, and the session ends.
    func finish(from connection: Int) {
        if self.state.withLock({ $0.resumption.obeys(connection) }) { self.finish() }
    }

    /// Takes no more audio; what has arrived is made final, and the client is told why the session ends.
    func end(because error: StenoProtocolError) {
        self.fail(error)
        self.finish()
    }

    /// Takes no more audio; what has arrived is made final, and the session ends.
    private func finish() {
        self.update { $0.finish() }
        self.waiting.finish()
    }

    /// Ends the session at once: nobody wants to know any more.
    func cancel() {
        self.meter.note(ending: "connection_lost")
        self.update { $0.abandon() }
        self.waiting.cancel()
        self.session.cancel()
        let feeding = self.state.withLock { state in
            state.isCancelled = true
            return state.feeding
        }
        feeding?.cancel()
    }

    // MARK: To the client

    /// The next event for a connection, once there is one.
    /// - Parameter number: the number of the last event that was sent on it.
    /// - Returns: nil when no more comes.
    /// - Throws: ``StenoProtocolError`` `taken_over` when the client has another connection by now; what made the session
    ///   fail, after its last event.
    func next(
        after number: Int, on connection: Int
    ) async throws -> (entry: EventLog.Entry, fullTranscript: String)? {
        while true {
            switch self.update({ $0.delivery(after: number, on: connection) }) {
            case .send(let entry, let fullTranscript): return (entry, fullTranscript)
            case .wait: await self.untilThereIsNews(after: number, on: connection)
            case .end:
                if let failure = self.state.withLock({ $0.failure }) { throw failure }
                return nil
            case .leave:
                if self.state.withLock({ $0.resumption.connection }) != nil { throw StenoProtocolError.takenOver }
                return nil
            }
        }
    }
}

// MARK: - Loops

extension LiveSession {
    private func feed() async {
        do {
            var audio = try StenoAudio(self.configuration)
            let clock = ContinuousClock()
            var limit = self.speed.map { SpeedLimit(factor: $0, now: clock.now) }
            while let work = await self.waiting.next() {
                switch work {
                case .audio(let bytes):
                    let samples = try audio.decode(bytes)
                    // Waiting here, behind the read-ahead, keeps the connection itself alive.
                    if let delay = limit?.take(.seconds(Double(samples.count) / 16_000), at: clock.now), delay > .zero {
                        try await clock.sleep(for: delay)
                    }
                    try await self.append(samples)
                case .flush: await self.session.flush()
                }
            }
            try await self.append(audio.finish())
            await self.session.finish()
        } catch is SessionError {
            // The session failed, which its last event tells, or was given up.
        } catch {
            self.fail(error)
            self.session.cancel()
        }
        self.waiting.cancel()
    }

    private func append(_ samples: [Float]) async throws {
        self.meter.hear(samples: samples.count)
        try await self.session.append(samples)
    }

    /// The first failure is the reason.
    private func fail(_ error: any Error) {
        if let error = error as? StenoProtocolError { self.meter.note(ending: error.code.rawValue) }
        self.state.withLock { $0.failure = $0.failure ?? error }
    }

    private func untilItMayTell() async {
        while !self.state.withLock({ $0.resumption.mayTell }) {
            await withCheckedContinuation { continuation in
                let mayTell = self.state.withLock { state in
                    if state.resumption.mayTell { return true }
                    state.teller = continuation
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
        _ change: (inout Resumption) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let (result, reader, teller) = self.state.withLock { state in
            let result: Swift.Result<Result, Failure>
            do throws(Failure) { result = .success(try change(&state.resumption)) } catch { result = .failure(error) }
            return (result, state.reader.take(), state.resumption.mayTell ? state.teller.take() : nil)
        }
        reader?.resume()
        teller?.resume()
        return try result.get()
    }
}
