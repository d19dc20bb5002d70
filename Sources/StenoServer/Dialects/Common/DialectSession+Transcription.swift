import SessionRuntime
import Logging
import NIOCore
import Synchronization
import TranscriptJournal
import Transcription

extension DialectSession {
    /// Does one thing of those that ``update(_:)`` has not done.
    func perform(_ action: DialectAction<Client.Output>) async {
        let live = self.state.withLock { $0.live }
        switch action {
        case .begin(let format, let configuration): await self.begin(format, configuration)
        case .audio(let bytes):
            guard let live else { return }
            self.state.withLock { $0.pause?.audioArrived(at: .now) }
            _ = await live.receive(bytes, from: Self.connection)
            self.state.withLock { $0.pause?.resumed(at: .now) }
        case .flush: await live?.flush(from: Self.connection)
        case .finish: live?.finish(from: Self.connection)
        case .tell, .close: break
        }
    }

    /// Ends a connection that begins no transcription, as one without audio is ended.
    func watchForBeginning() {
        let watch = DeadlineTimer(self.service.limits)
        self.replaceTask { session in await watch.run { session.end(SessionFault($0)) } }
    }

    private func begin(_ format: AudioFormat, _ configuration: SessionConfiguration) async {
        let live: ClientSession
        do {
            try self.service.checkDraining()
            live = try self.open(format, configuration)
            _ = try live.attach()
        } catch let refusal as RequestRefusal {
            self.service.metrics.sessionRefused(refusal.reason)
            self.logger.info("Session refused", metadata: ["reason": "\(refusal.reason)"])
            self.update { $0.refuse(refusal) }
            return
        } catch {
            return self.end(SessionFault(failure: error))
        }
        live.meter.begin()
        await self.service.journal?.begin(live.id, owner: self.owner, model: self.service.model.name)
        self.service.sessions.open(live, isResumable: false)
        let isOver = self.state.withLock { state in
            if !state.isOver { state.live = live }
            state.pause = Client.longestPause.map { AudioPause(limit: $0, now: .now) }
            return state.isOver
        }
        guard !isOver else { return live.cancel() }
        self.update { $0.begin() }
        self.replaceTask { session in
            async let _: Void = session.watchForPauses(of: live)
            await session.follow(live)
        }
    }

    private func open(_ format: AudioFormat, _ configuration: SessionConfiguration) throws -> ClientSession {
        let place = try self.admit()
        let id = SessionID.make()
        var logger = self.logger
        logger[metadataKey: "session"] = "\(id)"
        return ClientSession(
            id: id, token: ResumeToken(), owner: self.owner, format: format,
            session: try self.service.makeSession(configuration, id: id, owner: self.owner),
            budget: self.service.queueBudget, journal: self.service.journal, place: place,
            meter: SessionRecorder(
                metrics: self.service.metrics, logger: logger, logsTexts: self.service.logsTexts,
                dialect: self.dialect.rawValue),
            watch: DeadlineTimer(self.service.limits), speed: self.service.limits.speed)
    }

    /// Hands on what the transcription tells, until it is over.
    private func follow(_ live: ClientSession) async {
        var number = 0
        do {
            while let (entry, _) = try await live.next(after: number, on: Self.connection) {
                self.update { $0.take(entry.event) }
                number = entry.number
                await self.outbox.waitForCapacity()
            }
            self.end(nil)
        } catch {
            self.end(SessionFault(failure: error))
        }
    }

    private func end(_ error: SessionFault?) {
        // Before the client is told, which may begin the next at once.
        self.watchForBeginning()
        self.update(isOver: true) { $0.end(error) }
    }

    /// Makes final what a client sent that sends no more for now.
    private func watchForPauses(of live: ClientSession) async {
        while let check = self.state.withLock({ $0.pause?.check(at: .now) }) {
            if check.began { await live.flush(from: Self.connection) }
            try? await Task.sleep(until: check.next, clock: .continuous)
            if Task.isCancelled { return }
        }
    }

    private func replaceTask(_ body: @escaping @Sendable (DialectSession) async -> Void) {
        let former = self.state.withLock { state -> Task<Void, Never>? in
            guard !state.isOver else { return nil }
            defer { state.task = Task { await body(self) } }
            return state.task
        }
        former?.cancel()
    }
}
