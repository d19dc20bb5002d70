import AudioInput
import Logging
import NIOCore
import Transcription

/// One client of the Steno protocol, from its handshake to its Close frame.
struct StenoConnection: Sendable {
    private let id: String
    private let service: StenoService
    private let inbound: WebSocketInbound
    private let sender: StenoSender
    private let meter: SessionMeter
    private let watch: SessionWatch
    private let logger: Logger

    init(
        id: String, client: String, service: StenoService, inbound: WebSocketInbound, outbound: WebSocketOutbound,
        logger: Logger
    ) {
        self.id = id
        self.service = service
        self.inbound = inbound
        self.watch = SessionWatch(service.limits)
        self.sender = StenoSender(outbound: outbound, limit: service.slowClientLimit)
        var logger = logger
        logger[metadataKey: "session"] = "\(id)"
        // The session says more than the number of the request that it began with.
        logger[metadataKey: "hb.request.id"] = nil
        logger[metadataKey: "client"] = "\(client)"
        self.logger = logger
        self.meter = SessionMeter(metrics: service.metrics, logger: logger, logsTexts: service.logsTexts)
    }

    /// Serves the client; returns when the connection is to be closed, or is.
    /// - Parameter query: the parameters of the handshake.
    func run(query: [(name: String, value: StenoValue)]) async {
        defer { self.meter.end() }
        do {
            self.meter.begin()
            var configuration = StenoConfiguration()
            try configuration.apply(query, model: self.service.model)
            try await self.sender.send(self.ready(configuration))
            var messages = self.inbound.makeAsyncIterator()
            if let beginning = try await self.negotiate(&configuration, &messages) {
                try await self.transcribe(beginning, &messages, configuration)
            }
            try self.checkEnding()
        } catch {
            self.fail(error)
        }
    }

    private func ready(_ configuration: StenoConfiguration) -> StenoServerMessage {
        .ready(session: self.id, model: self.service.model.name, configuration)
    }

    /// Talks until there is something to transcribe.
    /// - Returns: the first audio; nil when the client is done without any.
    private func negotiate(
        _ configuration: inout StenoConfiguration, _ messages: inout WebSocketInbound.AsyncIterator
    ) async throws -> ByteBuffer? {
        // What is posted here closes the connection, which ends the messages.
        async let _: Void = self.watch.run { self.fail(StenoProtocolError($0)) }
        while let message = await messages.next() {
            switch message {
            case .binary(let bytes):
                return bytes
            case .text(let text):
                switch try StenoClientMessage(text) {
                case .config(let parameters):
                    try configuration.apply(parameters, model: self.service.model)
                    try await self.sender.send(self.ready(configuration))
                case .flush: try await self.sender.send(.event(.flushed, fullTranscript: ""))
                case .stop: return nil
                case .ping: try await self.sender.send(.pong)
                case .ignored: break
                }
            }
        }
        return nil
    }

    /// Reading, transcribing and sending at the same time; the session is over in every case when this returns.
    private func transcribe(
        _ beginning: ByteBuffer, _ messages: inout WebSocketInbound.AsyncIterator, _ configuration: StenoConfiguration
    ) async throws {
        let session = try self.service.makeSession(configuration.session, self.id)
        let waiting = ReadAhead<StenoWork>(budget: self.service.readAheadBudget)
        self.logger.debug(
            "Transcription started",
            metadata: ["encoding": "\(configuration.encoding)", "rate": "\(configuration.sampleRate)"])
        try await withTaskCancellationHandler {
            async let fed: Void = self.feed(session, from: waiting, configuration)
            async let delivered: Void = self.deliver(from: session)
            do {
                try await self.read(beginning, &messages, into: waiting)
            } catch let error as StenoProtocolError {
                // What was heard before the client's mistake is told before the error.
                waiting.finish()
                _ = await (fed, delivered)
                throw error
            } catch {
                waiting.cancel()
                session.cancel()
                _ = await (fed, delivered)
                throw error
            }
            if self.isStillHeard {
                waiting.finish()
            } else {
                waiting.cancel()
                session.cancel()
            }
            _ = await (fed, delivered)
        } onCancel: {
            waiting.cancel()
            session.cancel()
        }
    }

    /// Whether what was read is still to be transcribed and told: unless the client is gone.
    private var isStillHeard: Bool {
        switch self.inbound.ending {
        case nil, .goingAway, .violation: true
        case .peerClosed, .closedHere, .connectionLost: false
        }
    }

    /// Reads until the client stops or is gone.
    private func read(
        _ beginning: ByteBuffer, _ messages: inout WebSocketInbound.AsyncIterator, into waiting: ReadAhead<StenoWork>
    ) async throws {
        // No more is heard; the last finals come before the error, see deliver.
        async let _: Void = self.watch.run { _ in waiting.finish() }
        await self.watch.audioArrived { await waiting.push(.audio(beginning), size: beginning.readableBytes) }
        while let message = await messages.next() {
            switch message {
            case .binary(let bytes):
                await self.watch.audioArrived { await waiting.push(.audio(bytes), size: bytes.readableBytes) }
            case .text(let text):
                switch try StenoClientMessage(text) {
                case .config:
                    throw StenoProtocolError(
                        .configTooLate, "A config message must come before the first audio. Open a new connection.")
                case .flush: await waiting.push(.flush, size: 0)
                case .ping: try await self.sender.send(.pong)
                case .ignored: break
                case .stop: return
                }
            }
        }
    }

    /// Feeds the session. A failure is told here, since the others may be waiting for the client.
    private func feed(
        _ session: any TranscribingSession, from waiting: ReadAhead<StenoWork>, _ configuration: StenoConfiguration
    ) async {
        do {
            var audio = try StenoAudio(configuration)
            let clock = ContinuousClock()
            var speed = self.service.limits.speed.map { SpeedLimit(factor: $0, now: clock.now) }
            while let work = await waiting.next() {
                switch work {
                case .audio(let bytes):
                    let samples = try audio.decode(bytes)
                    // Waiting here, behind the read-ahead, keeps the connection itself alive.
                    if let delay = speed?.take(.seconds(Double(samples.count) / 16_000), at: clock.now), delay > .zero {
                        try await clock.sleep(for: delay)
                    }
                    self.meter.hear(samples: samples.count)
                    try await session.append(samples)
                case .flush: await session.flush()
                }
            }
            let rest = try audio.finish()
            self.meter.hear(samples: rest.count)
            try await session.append(rest)
            await session.finish()
        } catch is SessionError {
            // The session failed, which its last event tells, or was given up.
        } catch {
            self.fail(error)
            session.cancel()
        }
        waiting.cancel()
    }

    /// Sends the session's events. A failure is told here too.
    private func deliver(from session: any TranscribingSession) async {
        var log = TranscriptLog()
        do {
            for await event in session.events {
                self.meter.tell(event)
                switch event {
                case .failed(let error):
                    throw StenoProtocolError(.transcriptionFailed, "\(error)")
                case .final(let final):
                    log.append(final.text)
                    try await self.sender.send(.event(event, fullTranscript: log.text))
                default:
                    try await self.sender.send(.event(event, fullTranscript: ""))
                }
            }
            if let expiry = self.watch.expiry { throw StenoProtocolError(expiry) }
        } catch {
            self.fail(error)
            session.cancel()
        }
    }

    /// Turns an end that the client has to be told of into an error.
    private func checkEnding() throws {
        switch self.inbound.ending {
        case .goingAway:
            throw StenoProtocolError(.serverShutdown, "The server is shutting down. Connect again in a moment.")
        case .violation(let close):
            let code: StenoProtocolError.Code = close.code == .messageTooBig ? .messageTooBig : .protocolError
            throw StenoProtocolError(code, "The connection cannot go on: \(close.reason).")
        case .peerClosed:
            self.meter.note(ending: "client_closed")
        case .connectionLost:
            self.meter.note(ending: "connection_lost")
        case .closedHere, nil:
            break
        }
    }

    /// Tells the client what went wrong, if it still listens, and closes.
    private func fail(_ error: any Error) {
        let failure: StenoProtocolError
        switch error {
        case is WebSocketError, is CancellationError:
            return self.meter.note(ending: "connection_lost")
        case let error as StenoProtocolError:
            failure = error
        case let error as AudioInputError:
            failure = StenoProtocolError(.invalidParameter, "\(error)")
        case let error as SessionError:
            let isSetting = error.code == .invalidConfiguration
            failure = StenoProtocolError(isSetting ? .invalidParameter : .transcriptionFailed, "\(error)")
        default:
            self.logger.error("Session failed", metadata: ["error": "\(error)"])
            failure = StenoProtocolError(.internalError, "Something went wrong in the server. Connect again.")
        }
        self.meter.note(ending: failure.code.rawValue)
        self.sender.fail(failure, closing: self.closeCode(for: failure))
    }

    // A broken protocol has its own codes, 1007 among them, which the layer knows best.
    private func closeCode(for error: StenoProtocolError) -> WebSocketCloseCode {
        if case .violation(let close) = self.inbound.ending, let code = close.code { return code }
        return error.closeCode
    }
}
