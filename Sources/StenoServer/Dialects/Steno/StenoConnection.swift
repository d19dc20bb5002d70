import Logging
import NIOCore
import Transcription

/// One connection of a Steno client, from its handshake to its Close frame.
struct StenoConnection: Sendable {
    let id: String
    let owner: String
    let service: StenoService
    let inbound: WebSocketInbound
    let sender: StenoSender
    let logger: Logger
    private let token = ResumeToken()

    /// - Parameters:
    ///   - id: the id of the session, if this connection begins one.
    ///   - owner: whose sessions are those of this client; empty where nobody is asked.
    init(
        id: String, owner: String = "", service: StenoService, inbound: WebSocketInbound, outbound: WebSocketOutbound,
        logger: Logger
    ) {
        self.id = id
        self.owner = owner
        self.service = service
        self.inbound = inbound
        self.sender = StenoSender(outbound: outbound, limit: service.slowClientLimit)
        var logger = logger
        logger[metadataKey: "session"] = "\(id)"
        self.logger = logger
    }

    /// Serves the client; returns when the connection is to be closed, or is.
    /// - Parameter query: the parameters of the handshake.
    func run(query: [(name: String, value: StenoValue)]) async {
        do {
            if let request = try ResumeRequest(query: query) {
                try await self.resume(request)
            } else {
                try await self.begin(query)
            }
            try self.checkEnding()
            self.logger.debug("Connection ended")
        } catch {
            self.fail(error)
        }
    }

    /// A new session.
    private func begin(_ query: [(name: String, value: StenoValue)]) async throws {
        let place = try self.service.admit()
        var configuration = StenoConfiguration()
        var messages = self.inbound.makeAsyncIterator()
        let beginning: ByteBuffer?
        let live: LiveSession
        do {
            try configuration.apply(query, model: self.service.model)
            try await self.sender.send(self.ready(configuration))
            beginning = try await self.negotiate(&configuration, &messages)
            guard beginning != nil else { return place.leave() }
            live = LiveSession(
                id: self.id, token: self.token, owner: self.owner, configuration: configuration,
                session: try self.service.makeSession(configuration.session, self.id),
                budget: self.service.readAheadBudget, journal: self.service.journal, place: place)
        } catch {
            place.leave()
            throw error
        }
        self.logger.debug(
            "Session started",
            metadata: ["encoding": "\(configuration.encoding)", "rate": "\(configuration.sampleRate)"])
        await self.service.journal?.begin(self.id, owner: self.owner, model: self.service.model.name)
        let (connection, _) = try live.attach()
        self.service.sessions.open(live)
        try await self.transcribe(live, on: connection, after: 0, beginning, &messages)
    }

    /// A session that lost its connection.
    private func resume(_ request: ResumeRequest) async throws {
        let (live, connection, sample) = try self.service.sessions.resume(request, owner: self.owner)
        self.logger.debug("Session resumed", metadata: ["resumed": "\(live.id)", "sample": "\(sample)"])
        do {
            try await self.sender.send(
                .resumed(
                    session: live.id, model: self.service.model.name, live.configuration, sample: sample))
        } catch {
            self.service.sessions.release(live, connection)
            throw error
        }
        var messages = self.inbound.makeAsyncIterator()
        try await self.transcribe(live, on: connection, after: request.lastEvent, nil, &messages)
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
