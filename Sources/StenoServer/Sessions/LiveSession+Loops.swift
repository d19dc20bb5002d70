import AudioInput
import Synchronization
import TranscriptJournal
import Transcription

/// What a session does by itself.
extension LiveSession {
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
            self.end(because: SessionFault(expiry))
        }
        for await event in self.session.events {
            if case .failed(let error) = event {
                self.fail(SessionFault(.transcriptionFailed, "\(error)"))
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

    func feed() async {
        do {
            var audio = try SessionAudio(self.format)
            var pace = PacedAudio(meter: self.meter, speed: self.speed, longest: self.watch.longest)
            while let work = await self.waiting.next() {
                switch work {
                case .audio(let bytes):
                    try audio.append(bytes)
                    while let samples = try audio.next() { try await pace.append(samples, to: self.session) }
                    if let warning = audio.takeWarning() { self.warn(warning) }
                case .flush:
                    // Of a session without readers only the finals count.
                    if !self.state.withLock({ $0.resumption.hasExpired }) { await self.session.flush() }
                }
            }
            guard !self.state.withLock({ $0.isCancelled }) else { return }
            try audio.finish()
            while let samples = try audio.next() { try await pace.append(samples, to: self.session) }
            if let warning = audio.takeWarning() { self.warn(warning) }
            await self.session.finish()
        } catch let error as AudioInputError {
            // What was heard before is told first.
            self.fail(SessionFault(error))
            await self.session.finish()
        } catch let expiry as SessionDeadlines.Expiry {
            self.fail(SessionFault(expiry))
            await self.session.finish()
        } catch is SessionError {
            // The session failed, which its last event tells, or was given up.
        } catch {
            self.fail(error)
            self.session.cancel()
        }
        self.waiting.cancel()
    }

    /// The first failure is the reason.
    func fail(_ error: any Error) {
        if let error = error as? SessionFault { self.meter.note(ending: error.code.rawValue) }
        self.state.withLock { $0.failure = $0.failure ?? error }
    }

    /// Tells the client of something that does not end the session.
    private func warn(_ text: String) {
        self.meter.warn(text)
        self.update { $0.warn(text) }
    }

    func untilItMayTell() async {
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

    func untilThereIsNews(after number: Int, on connection: Int) async {
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
    func update<Result, Failure: Error>(
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
