import NIOCore
import Synchronization
import TranscriptJournal
import Transcription

/// A session's connections, and what comes and goes over them.
extension LiveSession {
    /// Gives the session a new connection; see ``Resumption/attach(lastEvent:)``.
    /// - Returns: its number, and the first sample to send on it.
    func attach(lastEvent: Int = 0) throws -> (connection: Int, sample: Int) {
        let attached = try self.update { resumption throws(SessionFault) in
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

    /// Ends a session that no client came back to. What arrived is still transcribed if a journal or the log keeps it;
    /// else nobody can read it any more.
    /// - Returns: false when the client came back.
    func expire() -> Bool {
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
    var standing: KeptSessions.Standing { self.state.withLock { $0.resumption.standing } }

    /// How many samples have arrived.
    var samples: Int { self.state.withLock { $0.resumption.samples } }

    // MARK: From the client

    /// Takes audio, then waits while too much of it is not transcribed yet.
    /// - Returns: nil when the session is not the connection's any more, or takes no more.
    func receive(_ message: ByteBuffer, from connection: Int) async -> Resumption.Receipt? {
        // Counted and queued at once: audio of the next connection cannot come between.
        let receipt = self.state.withLock { state in
            let receipt = state.resumption.receive(message, from: connection)
            if let audio = receipt?.audio {
                self.waiting.put(.audio(audio), size: audio.readableBytes)
            }
            return receipt
        }
        self.waiting.wake()
        if receipt != nil { await self.watch.audioArrived { await self.waiting.untilThereIsRoom() } }
        return receipt
    }

    /// Makes what has arrived final, then waits while too much waits to be transcribed.
    func flush(from connection: Int) async {
        self.state.withLock { state in
            guard state.resumption.obeys(connection) else { return }
            self.waiting.put(.flush, size: ReadAheadBudget.commandSize)
        }
        self.waiting.wake()
        await self.waiting.untilThereIsRoom()
    }

    /// The client has sent all; what has arrived is made final, and the session ends.
    func finish(from connection: Int) {
        if self.state.withLock({ $0.resumption.obeys(connection) }) { self.finish() }
    }

    /// Takes no more audio; what has arrived is made final, and the client is told why the session ends.
    func end(because error: SessionFault) {
        self.fail(error)
        self.finish()
    }

    /// Takes no more audio; what has arrived is made final, and the session ends.
    func finish() {
        self.update { $0.finish() }
        self.waiting.finish()
    }

    /// Ends the session at once: nobody wants to know any more.
    func cancel() {
        self.meter.note(ending: "connection_lost")
        self.update { $0.abandon() }
        let feeding = self.state.withLock { state in
            state.isCancelled = true
            return state.feeding
        }
        self.waiting.cancel()
        self.session.cancel()
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
    func next(
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
