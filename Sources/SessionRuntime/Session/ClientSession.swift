// SPDX-License-Identifier: Apache-2.0

package import NIOCore
import Synchronization
package import Transcription

/// A client's transcription, or one for each channel, which outlives its connections: feeds it what arrives, and keeps what it emits.
package final class ClientSession: Sendable {
    package let id: String
    /// Whose session it is; empty where nobody is asked.
    package let owner: String
    package let format: AudioFormat
    private let environment: SessionEnvironment
    private let waiting: BoundedQueue<SessionCommand>
    package let permit: SessionPermit
    package let recorder: SessionRecorder
    private let timer: DeadlineTimer
    private let observer: SessionObserver
    private let resumption: SharedResumption
    private let transcriber: SessionTranscriber
    /// What lets its client come back; nil while the session ends with its connection.
    private let allowed = Mutex<SessionResumption?>(nil)

    /// - Parameters:
    ///   - id: the session's id.
    ///   - owner: whose session it is; only they may come back to it.
    ///   - format: the audio that its client sends.
    ///   - configuration: of its transcriptions.
    ///   - permit: the session's, released when the transcription has ended.
    ///   - recorder: counts what it does.
    ///   - timer: of its deadlines, which hold over all its connections.
    package init(
        id: String, owner: String, format: AudioFormat, configuration: SessionConfiguration,
        environment: SessionEnvironment, permit: SessionPermit, recorder: SessionRecorder, timer: DeadlineTimer,
        observer: SessionObserver
    ) {
        self.id = id
        self.owner = owner
        self.format = format
        self.environment = environment
        self.waiting = BoundedQueue(budget: environment.queueBudget)
        self.permit = permit
        self.recorder = recorder
        self.timer = timer
        self.observer = observer
        self.resumption = SharedResumption(ResumptionState(received: format.received))
        self.transcriber = SessionTranscriber(
            id: id, owner: owner, format: format, configuration: configuration, environment: environment,
            recorder: recorder,
            longest: timer.longest, observer: observer, commands: self.waiting, resumption: self.resumption)
    }

    /// Transcribes until there is nothing more to tell.
    package func run() async {
        // No more is received then, and the last finals come before the error.
        async let _: Void = self.timer.run { expiry in
            self.end(because: self.observer.fault(expiry))
        }
        await self.transcriber.run()
        self.recorder.end()
        self.permit.release()
        self.resumption.update { $0.end() }
    }
}

/// A session's connections, and what comes and goes over them.
extension ClientSession {
    /// Gives the session a new connection; see ``ResumptionState/attach(lastEvent:)``.
    /// - Returns: its number, and the first sample to send on it.
    package func attach(lastEvent: Int = 0) throws -> (connection: Int, sample: Int) {
        let attached = try self.resumption.update { resumption throws(SessionFault) in
            (try resumption.attach(lastEvent: lastEvent), resumption.samples)
        }
        self.permit.resumeLoad()
        return attached
    }

    /// A connection broke.
    /// - Returns: whether it was the session's.
    package func detach(_ connection: Int) -> Bool {
        let isCurrent = self.resumption.update { $0.detach(connection) }
        self.waiting.releaseProducers()
        if isCurrent { self.permit.suspendLoad() }
        return isCurrent
    }

    /// What lets its client come back, as its dialect last said; nil while the session ends with its connection.
    var allowedResumption: SessionResumption? { self.allowed.withLock { $0 } }

    /// Lets the client come back from now on.
    func allow(_ resumption: SessionResumption) { self.allowed.withLock { $0 = resumption } }

    /// Whether it has a connection.
    var isAttached: Bool { self.resumption.withLock { $0.connection != nil } }

    /// Whether it goes on, and a client may come back to it.
    var isAlive: Bool { self.resumption.withLock { !$0.isOver && !$0.hasExpired } }

    /// Whether the session has had no connection since this one.
    package func isNewest(_ connection: Int) -> Bool { self.resumption.withLock { $0.isNewest(connection) } }

    /// Ends a session that no client came back to. What arrived is still transcribed if a journal or the log keeps it;
    /// else nobody can read it any longer.
    /// - Returns: false when the client came back.
    package func expire() -> Bool {
        guard self.resumption.update({ $0.expire() }) else { return false }
        guard self.environment.journal != nil || self.recorder.logsTexts else {
            self.cancel()
            return true
        }
        self.recorder.note(ending: "connection_lost")
        self.finish()
        return true
    }

    /// What counts for how long it is kept.
    var standing: DetachedSessions.Standing { self.resumption.withLock { $0.standing } }

    /// How many samples have arrived.
    package var samples: Int { self.resumption.withLock { $0.samples } }

    // MARK: From the client

    /// Takes audio, then waits while too much of it is not transcribed yet.
    /// - Returns: nil when the session is not the connection's any longer, or takes no more.
    package func receive(_ message: ByteBuffer, from connection: Int) async -> ResumptionState.Receipt? {
        // Counted and queued at once: audio of the next connection cannot come between.
        let receipt = self.resumption.withLock { resumption in
            let receipt = resumption.receive(message, from: connection)
            if let audio = receipt?.audio {
                self.waiting.put(.audio(audio), size: audio.readableBytes)
            }
            return receipt
        }
        self.waiting.wake()
        if receipt != nil { await self.timer.audioArrived { await self.waiting.waitForCapacity() } }
        return receipt
    }

    /// Makes what has arrived final, then waits while too much waits to be transcribed.
    /// - Parameter channel: which channel of those that have their own transcription; nil for all.
    package func flush(from connection: Int, channel: Int? = nil) async {
        await self.enqueue(.flush(channel: channel), from: connection)
    }

    /// Asks the dialect again once what has arrived is passed on, then waits while too much waits to be transcribed.
    package func checkpoint(from connection: Int) async { await self.enqueue(.checkpoint, from: connection) }

    /// Goes on with other audio and, unless nil, with other transcriptions, whose configuration it is.
    package func restart(_ format: AudioFormat, _ configuration: SessionConfiguration?, from connection: Int) async {
        self.resumption.withLock { $0.restart(format.received, from: connection) }
        await self.enqueue(.restart(format, configuration), from: connection)
    }

    /// Expects other hot words once what has arrived is passed on, then waits while too much waits to be transcribed.
    package func expect(_ hotWords: HotWords?, from connection: Int) async {
        await self.enqueue(.expect(hotWords), size: hotWords?.size ?? 0, from: connection)
    }

    private func enqueue(_ command: SessionCommand, size: Int = 0, from connection: Int) async {
        self.resumption.withLock { resumption in
            guard resumption.obeys(connection) else { return }
            self.waiting.put(command, size: max(size, QueueBudget.commandSize))
        }
        self.waiting.wake()
        await self.waiting.waitForCapacity()
    }

    /// The client has sent all; what has arrived is made final, and the session ends.
    package func finish(from connection: Int) {
        if self.resumption.withLock({ $0.obeys(connection) }) { self.finish() }
    }

    /// Notes for the metrics why a connection, and with it the session, is about to end.
    package func note(ending reason: String, from connection: Int) {
        if self.isNewest(connection) { self.recorder.note(ending: reason) }
    }

    /// Takes no more audio; what has arrived is made final, and the client learns why the session ends.
    package func end(because error: SessionFault) {
        self.transcriber.fail(error)
        self.finish()
    }

    /// The same for a mistake of its client on this connection; nothing if the session has another by now, or none.
    package func end(because error: SessionFault, from connection: Int) {
        if self.resumption.withLock({ $0.connection == connection }) { self.end(because: error) }
    }

    /// Takes no more audio; what has arrived is made final, and the session ends.
    package func finish() {
        // Its finals may take any time.
        self.timer.stop()
        self.resumption.update { $0.finish() }
        self.waiting.finish()
    }

    /// Ends the session at once: no one is interested any longer.
    package func cancel() {
        self.recorder.note(ending: "connection_lost")
        self.resumption.update { $0.abandon() }
        self.transcriber.cancel()
        self.waiting.cancel()
        // Its permit is released at once, however long the model takes to stop; and not before it is counted out.
        self.recorder.end()
        self.permit.release()
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
            switch await self.resumption.delivery(after: number, on: connection) {
            case .send(let entry, let fullTranscript): return (entry, fullTranscript)
            case .warn(let text):
                self.resumption.update { $0.dropWarning() }
                try await warn(text)
            case .wait: break
            case .end:
                if let failure = self.transcriber.failure { throw failure }
                return nil
            case .leave:
                if self.resumption.withLock({ $0.connection }) != nil { throw SessionFault.takenOver }
                return nil
            }
        }
    }
}
