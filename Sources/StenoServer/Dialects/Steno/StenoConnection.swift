import SessionRuntime
import HTTPWebSocket
import Logging
import NIOCore
import TranscriptJournal
import Transcription

/// One connection of a Steno client, from its handshake to its Close frame.
struct StenoConnection: Sendable {
    let id: String
    let owner: String
    let service: StenoService
    let inbound: WebSocketInbound
    let sender: StenoSender
    let logger: Logger
    /// Of the session of this connection.
    private(set) var meter: SessionRecorder
    private let watch: DeadlineTimer
    private let token = ResumeToken()

    /// - Parameters:
    ///   - id: the id of the session, if this connection begins one.
    ///   - owner: whose sessions are those of this client.
    ///   - client: the client's address, for the log.
    init(
        id: String, owner: String, client: String, service: StenoService, inbound: WebSocketInbound,
        outbound: WebSocketOutbound,
        logger: Logger
    ) {
        self.id = id
        self.owner = owner
        self.service = service
        self.inbound = inbound
        self.watch = DeadlineTimer(service.environment.limits)
        self.sender = StenoSender(outbound: outbound, limit: service.slowClientLimit)
        var logger = logger
        logger[metadataKey: "session"] = "\(id)"
        // The session says more than the number of the request that it began with.
        logger[metadataKey: "hb.request.id"] = nil
        logger[metadataKey: "client"] = "\(client)"
        self.logger = logger
        self.meter = service.environment.recorder(DialectName.steno.rawValue, logger: logger)
    }

    /// Serves the client; returns when the connection is to be closed, or is.
    /// - Parameters:
    ///   - query: the parameters of the handshake.
    ///   - place: the place of a new session; nil for one that goes on.
    func run(query: [(name: String, value: ParameterValue)], place: SessionPermit?) async {
        do {
            if let request = try ResumeRequest(query: query) {
                try await self.resume(request)
            } else {
                try await self.begin(query, place: place)
            }
            try self.checkEnding()
            self.logger.debug("Connection ended")
        } catch {
            self.fail(error)
        }
    }

    /// A new session.
    private func begin(_ query: [(name: String, value: ParameterValue)], place: SessionPermit?) async throws {
        guard let place else { throw SessionFault.unknownSession }
        self.meter.begin()
        var messages = self.inbound.makeAsyncIterator()
        let opening: (live: ClientSession, audio: ByteBuffer)?
        do {
            opening = try await self.open(query, place, &messages)
        } catch {
            if let error = error as? SessionFault { self.meter.note(ending: error.code.rawValue) }
            place.release()
            self.meter.end()
            throw error
        }
        guard let (live, audio) = opening else {
            place.release()
            self.noteEnding()
            return self.meter.end()
        }
        let (connection, _) = try live.attach()
        await self.service.environment.open(live, isResumable: true)
        try await self.transcribe(live, on: connection, after: 0, audio, &messages)
    }

    /// - Returns: the session with its first audio; nil when the client is done without any.
    private func open(
        _ query: [(name: String, value: ParameterValue)], _ place: SessionPermit,
        _ messages: inout WebSocketInbound.AsyncIterator
    ) async throws -> (live: ClientSession, audio: ByteBuffer)? {
        var configuration = StenoConfiguration()
        try configuration.apply(query, model: self.service.model)
        try await self.sender.send(self.ready(configuration))
        guard let audio = try await self.negotiate(&configuration, &messages) else { return nil }
        configuration.recognizeEncoding(audio.readableBytesView)
        let live = ClientSession(
            id: self.id, token: self.token, owner: self.owner, format: configuration.format,
            configuration: configuration.session, options: configuration, environment: self.service.environment,
            place: place, meter: self.meter, watch: self.watch)
        self.logger.debug(
            "Transcription started",
            metadata: ["encoding": "\(configuration.encoding)", "rate": "\(configuration.format.sampleRate)"])
        return (live, audio)
    }

    /// A session that lost its connection.
    private func resume(_ request: ResumeRequest) async throws {
        let (live, connection, sample) = try self.service.sessions.resume(request, owner: self.owner)
        self.logger.debug("Session resumed", metadata: ["resumed": "\(live.id)", "sample": "\(sample)"])
        do {
            // Only sessions of this dialect can be resumed.
            guard let configuration = live.options as? StenoConfiguration else { throw SessionFault.unknownSession }
            try await self.sender.send(
                .resumed(session: live.id, model: self.service.model.name, configuration, sample: sample))
        } catch {
            self.service.sessions.release(live, connection)
            throw error
        }
        var messages = self.inbound.makeAsyncIterator()
        var resumed = self
        resumed.meter = live.meter
        try await resumed.transcribe(live, on: connection, after: request.lastEvent, nil, &messages)
    }

    private func ready(_ configuration: StenoConfiguration) -> StenoServerMessage {
        let settings = self.service.sessions.settings
        let resumption = StenoServerMessage.Resumable(token: self.token.text, timeout: settings.timeout)
        return .ready(
            session: self.id, model: self.service.model.name, configuration,
            resumption: settings.isOn ? resumption : nil)
    }

    /// Talks until there is something to transcribe.
    /// - Returns: the first audio; nil when the client is done without any.
    private func negotiate(
        _ configuration: inout StenoConfiguration, _ messages: inout WebSocketInbound.AsyncIterator
    ) async throws -> ByteBuffer? {
        // What is posted here closes the connection, which ends the messages.
        async let _: Void = self.watch.run { expiry in
            let error = SessionFault(expiry)
            self.meter.note(ending: error.code.rawValue)
            self.fail(error)
        }
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
}
