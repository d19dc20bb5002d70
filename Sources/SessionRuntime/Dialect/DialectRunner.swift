// SPDX-License-Identifier: Apache-2.0

package import Logging
import NIOCore
import Synchronization
import TranscriptJournal
import Transcription

/// Carries out what a ``Dialect`` wants: its transcriptions, one after the other, and what its client is sent, in order.
///
/// It knows no sockets: the connection's loops hand in what comes and send what ``next()`` returns.
package final class DialectRunner<Client: Dialect>: Sendable {
    private typealias Action = DialectAction<Client.Output, Client.Close>

    /// What goes to the client.
    package enum Outgoing: Sendable {
        case message(Client.Output)
        /// The last.
        case close(Client.Close?)
    }

    private struct State {
        var client: Client
        var live: SessionAttachment?
        /// The session that the connection left.
        var left: SessionAttachment?
        /// What goes on beside: the transcription, or the timer for one to start.
        var task: Task<Void, Never>?
        var pause: AudioPause?
        /// Whether no more can be asked for.
        var isClosing = false
        var isOver = false
    }

    private let id: String?
    private let dialect: String
    private let environment: SessionEnvironment
    package let owner: String
    private let logger: Logger
    private let admit: @Sendable () throws -> SessionPermit
    /// For what a client may leave unsent.
    private let silence: DeadlineTimer
    private let state: Mutex<State>
    /// A few messages: a client that reads slowly misses partials that newer ones replace.
    private let outbox = BoundedQueue<Outgoing>(budget: QueueBudget(perSession: 16, leastSize: 1))

    /// - Parameters:
    ///   - client: the client's side of the dialect.
    ///   - id: the name of its only session; nil to make a name for each.
    ///   - dialect: the dialect's name, as the metrics have it.
    ///   - owner: whose sessions they are; empty where clients show no key.
    ///   - logger: with the client's address.
    ///   - admit: gives a transcription its permit; throws ``Rejection``.
    package init(
        _ client: Client, id: String? = nil, dialect: String, environment: SessionEnvironment, owner: String,
        logger: Logger, admit: @escaping @Sendable () throws -> SessionPermit
    ) {
        self.id = id
        self.dialect = dialect
        self.environment = environment
        self.owner = owner
        self.logger = logger
        self.admit = admit
        let silence = Client.longestSilence.map { min($0.duration, environment.limits.idleTimeout ?? $0.duration) }
        self.silence = DeadlineTimer(duration: nil, idle: silence)
        self.state = Mutex(State(client: client))
    }

    // MARK: From the connection

    /// The connection is open.
    package func start() async {
        self.waitForStart()
        for action in self.update({ $0.connected() }) { await self.perform(action) }
    }

    /// Handles what the client sent, then waits while there is too much of it, or the client has much to read.
    package func receive(_ input: Client.Input) async {
        await self.silence.audioArrived {
            for action in self.update({ $0.receive(input) }) { await self.perform(action) }
            await self.outbox.waitForCapacity()
        }
    }

    /// No more comes from the client, which still wants to read what was received.
    /// - Parameter fault: why the server ends the connection; nil if the client did.
    package func finish(because fault: SessionFault? = nil) {
        let live = self.state.withLock { state in
            state.isClosing = true
            return state.live
        }
        guard let live else { return self.outbox.finish() }
        if let fault {
            live.session.note(ending: fault.code.rawValue, from: live.connection)
            let samples = live.session.samples
            self.state.withLock { $0.client.interrupted(fault, received: samples) }
        }
        self.finish(live)
    }

    /// The client closed the connection, and does not want to know what was received.
    /// - Parameter reason: for the metrics.
    package func abandon(because reason: String) {
        self.leave { self.environment.registry.end($0.session, $0.connection, because: reason) }
    }

    /// The connection broke: its session is kept for a while if its dialect asked for it.
    /// - Parameter reason: for the metrics.
    package func lose(because reason: String = "connection_lost") {
        self.leave { live in
            let registry = self.environment.registry
            guard live.session.allowedResumption == nil else { return registry.release(live.session, live.connection) }
            registry.end(live.session, live.connection, because: reason)
        }
    }

    private func leave(_ body: (SessionAttachment) -> Void) {
        let (live, task) = self.state.withLock { state in
            state.isClosing = true
            state.isOver = true
            // Sending may fail before the client's Close frame is read, which says whether it comes back.
            state.left = state.live.take() ?? state.left
            return (state.left, state.task.take())
        }
        if let live { body(live) }
        task?.cancel()
        self.outbox.cancel()
    }

    /// The next thing for the client; nil after the last.
    package func next() async -> Outgoing? { await self.outbox.next() }

    // MARK: The dialect

    /// Changes the dialect, and queues what it emits behind all that it emitted before.
    /// - Parameter isOver: whether that was the last of a transcription.
    /// - Returns: what else it wants.
    @discardableResult
    private func update(isOver: Bool = false, _ change: (inout Client) -> [Action]) -> [Action] {
        defer { self.outbox.wake() }
        return self.state.withLock { state in
            defer {
                if isOver { state.live = nil }
                if isOver, state.isClosing { self.outbox.close() }
            }
            return change(&state.client).filter { action in
                switch action {
                case .emit(let message):
                    self.outbox.put(.message(message), size: 1)
                    return false
                case .close(let close):
                    // Amid a transcription only what the client sent can be the reason.
                    if !isOver { state.live?.session.recorder.note(ending: SessionFault.Code.invalidMessage.rawValue) }
                    state.isOver = true
                    self.outbox.put(.close(close), size: 1)
                    self.outbox.close()
                    return false
                case .start, .resume, .audio, .flush, .checkpoint, .restart, .expect, .finish, .fail:
                    return true
                }
            }
        }
    }

    /// Does one thing of those that ``update(isOver:_:)`` has not done.
    private func perform(_ action: Action) async {
        let live = self.state.withLock { $0.live }
        switch action {
        case .start(let format, let configuration): await self.start(format, configuration)
        case .resume(let request): self.resume(request)
        case .audio(let bytes): if let live { await self.transcribe(bytes, by: live) }
        case .flush(let channel): await live?.flush(channel: channel)
        case .checkpoint: await live?.checkpoint()
        case .restart(let format, let configuration): if let live { await self.restart(live, format, configuration) }
        case .expect(let hotWords): if let live { await self.expect(live, hotWords) }
        case .finish: if let live { self.finish(live) }
        case .fail(let fault): if let live { live.session.end(because: fault, from: live.connection) }
        case .emit, .close: break
        }
    }

    private func transcribe(_ bytes: ByteBuffer, by live: SessionAttachment) async {
        self.state.withLock { $0.pause?.audioArrived(at: .now) }
        let receipt = await live.receive(bytes)
        self.state.withLock { $0.pause?.resumed(at: .now) }
        if let samples = receipt?.acknowledgement { self.update { $0.acknowledged(samples: samples) } }
    }

    private func restart(_ live: SessionAttachment, _ format: AudioFormat, _ configuration: SessionConfiguration?) async
    {
        self.allowResumption(of: live.session)
        await live.session.restart(format, configuration, from: live.connection)
    }

    private func expect(_ live: SessionAttachment, _ hotWords: HotWords?) async {
        self.allowResumption(of: live.session)
        await live.session.expect(hotWords, from: live.connection)
    }

    /// The client has sent all: what was sent may take any time.
    private func finish(_ live: SessionAttachment) {
        self.silence.stop()
        live.session.finish(from: live.connection)
    }

    // MARK: The transcription

    private func start(_ format: AudioFormat, _ configuration: SessionConfiguration) async {
        let live: SessionAttachment
        do {
            try self.environment.admission.checkDraining()
            let session = try self.open(format, configuration)
            live = SessionAttachment(session: session, connection: try session.attach().connection)
        } catch let rejection as Rejection {
            self.environment.metrics.sessionRejected(rejection.code.rawValue)
            self.logger.info("Session rejected", metadata: ["reason": "\(rejection.code.rawValue)"])
            self.update { $0.rejected(rejection) }
            return
        } catch {
            return self.end(Client.fault(error))
        }
        live.session.recorder.begin()
        self.environment.registry.open(live.session)
        self.allowResumption(of: live.session)
        self.carry(live, after: 0) { $0.started() }
    }

    private func resume(_ request: ResumeRequest) {
        do {
            let resumed = try self.environment.registry.resume(request, owner: self.owner)
            let (id, sample) = (resumed.session.id, resumed.sample)
            self.logger.debug("Session resumed", metadata: ["resumed": "\(id)", "sample": "\(sample)"])
            self.carry(
                SessionAttachment(session: resumed.session, connection: resumed.connection), after: request.lastEvent
            ) { $0.resumed(id, memory: resumed.memory, from: sample) }
        } catch {
            self.end(Client.fault(error))
        }
    }

    private func allowResumption(of session: ClientSession) {
        guard let resumption = self.state.withLock({ $0.client.resumption }) else { return }
        self.environment.registry.allow(resumption, of: session)
    }

    /// Goes on with a session until it has ended.
    /// - Parameters:
    ///   - number: the number of the last event that the client has seen.
    ///   - begin: tells the dialect, before anything else.
    private func carry(_ live: SessionAttachment, after number: Int, _ begin: (inout Client) -> [Action]) {
        let isOver = self.state.withLock { state in
            if !state.isOver { state.live = live }
            state.pause = Client.longestPause.map { AudioPause(limit: $0, now: .now) }
            return state.isOver
        }
        guard !isOver else { return self.environment.registry.release(live.session, live.connection) }
        self.update(begin)
        self.replaceTask { runner in
            async let _: Void = runner.watchForPauses(of: live)
            async let _: Void = runner.watchForSilence(of: live.session)
            await runner.follow(live, after: number)
        }
    }

    private func open(_ format: AudioFormat, _ configuration: SessionConfiguration) throws -> ClientSession {
        let permit = try self.admit()
        let id = self.id ?? SessionID.make()
        var logger = self.logger
        logger[metadataKey: "session"] = "\(id)"
        return ClientSession(
            id: id, owner: self.owner, format: format, configuration: configuration,
            environment: self.environment, permit: permit,
            recorder: self.environment.recorder(self.dialect, logger: logger),
            timer: DeadlineTimer(self.environment.limits), observer: self.observer)
    }

    /// A session may outlive this connection, and must not keep it.
    private var observer: SessionObserver {
        SessionObserver(
            fault: Client.fault,
            report: { [weak self] progress, channel in
                self?.update { $0.receive(progress, channel: channel) }
            },
            reach: { [weak self] in
                self?.update { $0.reached() }.contains { if case .flush = $0 { true } else { false } } ?? false
            })
    }

    /// Forwards what the transcription emits, until it has ended.
    private func follow(_ live: SessionAttachment, after number: Int) async {
        var number = number
        do {
            while let (entry, fullTranscript) = try await live.session.next(
                after: number, on: live.connection, warn: { warning in self.update { $0.warned(warning) } })
            {
                self.update { $0.receive(entry, fullTranscript: fullTranscript) }
                number = entry.number
                await self.outbox.waitForCapacity()
            }
            self.end(nil)
        } catch {
            let fault = Client.fault(error)
            if fault.code == .internalError {
                self.logger.error("Session failed", metadata: ["error": "\(error)"])
            }
            self.end(fault)
        }
        // For a while, in case that the last messages do not arrive.
        if live.session.allowedResumption != nil { self.environment.registry.release(live.session, live.connection) }
    }

    private func end(_ fault: SessionFault?) {
        // Before the client knows, which may start the next at once.
        self.waitForStart()
        self.update(isOver: true) { $0.ended(fault) }
    }

    /// Ends a connection that starts no transcription, as one without audio is ended.
    private func waitForStart() {
        let timer = DeadlineTimer(self.environment.limits)
        self.replaceTask { runner in await timer.run { runner.end(Client.fault($0)) } }
    }

    /// Makes final what a client sent that sends no more for now.
    private func watchForPauses(of live: SessionAttachment) async {
        while let check = self.state.withLock({ $0.pause?.check(at: .now) }) {
            if check.began { await live.flush() }
            try? await Task.sleep(until: check.next, clock: .continuous)
            if Task.isCancelled { return }
        }
    }

    /// Ends a session whose client sends nothing at all.
    private func watchForSilence(of live: ClientSession) async {
        guard let fault = Client.longestSilence?.fault else { return }
        await self.silence.run { _ in live.end(because: fault) }
    }

    private func replaceTask(_ body: @escaping @Sendable (DialectRunner) async -> Void) {
        let former = self.state.withLock { state -> Task<Void, Never>? in
            guard !state.isOver else { return nil }
            defer { state.task = Task { await body(self) } }
            return state.task
        }
        former?.cancel()
    }
}
