// SPDX-License-Identifier: Apache-2.0

import HTTPWebSocket
import NIOCore
import SessionRuntime
import Transcription
import WireText

/// Steno's own protocol, whose clients may come back to their sessions. A plain value.
struct StenoDialect: SocketDialect {
    /// What a client that comes back finds again.
    private struct Memory: Sendable {
        var configuration = StenoConfiguration()
        /// Whether audio came, and with it the end of its configuration.
        var isConfigured = false
    }

    private let query: [(name: String, value: ParameterValue)]
    private let model: ServedModel
    /// How long a session waits for its client; nil for not at all.
    private let timeout: Duration?
    /// The session's name and token, if this connection begins one.
    private let id: String
    private let token: ResumeToken
    private var memory = Memory()
    /// Why the server ends the connection.
    private var interruption: (fault: SessionFault, samples: Int)?
    /// Whether the client is done.
    private var isFinished = false

    /// - Parameters:
    ///   - query: the parameters of the handshake.
    ///   - id: the name of the session that this connection may begin.
    ///   - token: what its client has to show to come back to it.
    init(
        query: [(name: String, value: ParameterValue)], model: ServedModel, resumption: ResumptionSettings, id: String,
        token: ResumeToken = ResumeToken()
    ) {
        self.query = query
        self.model = model
        self.timeout = resumption.isOn ? resumption.timeout : nil
        self.id = id
        self.token = token
    }

    /// Nobody comes back to a session without audio.
    var resumption: SessionResumption? {
        self.memory.isConfigured ? SessionResumption(token: self.token, memory: self.memory) : nil
    }

    // MARK: From the client

    static func read(_ message: WebSocketMessage) async -> Result<StenoClientMessage, SessionFault> {
        switch message {
        case .binary(let bytes): .success(.audio(bytes))
        case .text(let text): Result { () throws(SessionFault) in try StenoClientMessage(text) }
        }
    }

    mutating func connected() -> [SocketAction] {
        do throws(SessionFault) {
            if let request = try ResumeRequest(query: self.query) { return [.resume(request)] }
            try self.memory.configuration.apply(self.query, model: self.model)
        } catch {
            return self.ended(error)
        }
        let configuration = self.memory.configuration
        return [self.ready(), .start(configuration.format, configuration.session)]
    }

    mutating func receive(_ input: Result<StenoClientMessage, SessionFault>) -> [SocketAction] {
        if self.isFinished { return [] }
        do throws(SessionFault) {
            switch try input.get() {
            case .audio(let bytes): return self.begin(bytes) + [.audio(bytes)]
            case .config(let parameters): return try self.configure(parameters)
            case .hotWords(let parameters): return self.expect(parameters)
            case .flush: return [.flush(channel: nil)]
            case .ping: return [Self.emit(.pong)]
            case .ignored: return []
            case .stop:
                self.isFinished = true
                return [.finish]
            }
        } catch {
            // What was received before the client's mistake is sent before the error.
            self.isFinished = true
            return [.fail(error)]
        }
    }

    /// What cannot be expected must not cost a session that goes on.
    private mutating func expect(_ parameters: [(name: String, value: ParameterValue)]) -> [SocketAction] {
        do throws(SessionFault) { try self.memory.configuration.expect(parameters, model: self.model) } catch {
            return [Self.emit(.rejected(error))]
        }
        let hotWords = self.memory.configuration.hotWords
        return [.expect(hotWords), Self.emit(.hotWords(count: hotWords?.phrases.count ?? 0))]
    }

    private mutating func configure(
        _ parameters: [(name: String, value: ParameterValue)]
    ) throws(SessionFault) -> [SocketAction] {
        guard !self.memory.isConfigured else {
            throw SessionFault(
                .configTooLate, "A config message must come before the first audio. Open a new connection.")
        }
        try self.memory.configuration.apply(parameters, model: self.model)
        return [self.ready()]
    }

    /// The first audio shows what it is, and with it the configuration is complete.
    private mutating func begin(_ audio: ByteBuffer) -> [SocketAction] {
        guard !self.memory.isConfigured else { return [] }
        self.memory.isConfigured = true
        self.memory.configuration.recognizeEncoding(audio.readableBytesView)
        return [.restart(self.memory.configuration.format, self.memory.configuration.session)]
    }

    // MARK: To the client

    private func ready() -> SocketAction {
        Self.emit(
            .ready(
                session: self.id, model: self.model.name, self.memory.configuration,
                resumption: self.timeout.map { .init(token: self.token.text, timeout: $0) }))
    }

    mutating func rejected(_ rejection: Rejection) -> [SocketAction] {
        self.ended(SessionFault(SessionFault.Code(rawValue: rejection.code.rawValue), rejection.message))
    }

    mutating func resumed(_ session: String, memory: any Sendable, from sample: Int) -> [SocketAction] {
        guard let memory = memory as? Memory else { return self.ended(.unknownSession) }
        self.memory = memory
        return [
            Self.emit(.resumed(session: session, model: self.model.name, memory.configuration, sample: sample))
        ]
    }

    func acknowledged(samples: Int) -> [SocketAction] { [Self.emit(.ack(received: samples))] }

    func receive(_ event: TranscriptEvent, channel: Int) -> [SocketAction] { [] }

    func receive(_ entry: EventLog.Entry, fullTranscript: String) -> [SocketAction] {
        [Self.emit(.event(entry.event, number: entry.number, fullTranscript: fullTranscript))]
    }

    func warned(_ warning: String) -> [SocketAction] { [Self.emit(.warning(warning))] }

    mutating func interrupted(_ fault: SessionFault, received samples: Int) {
        self.interruption = (fault, samples)
    }

    mutating func ended(_ fault: SessionFault?) -> [SocketAction] {
        guard let fault = fault ?? self.interruption?.fault else { return [.close(nil)] }
        let isLeaving = [.serverShutdown, .invalidKey].contains(fault.code)
        let last = isLeaving ? self.interruption.map { Self.emit(.ack(received: $0.samples)) } : nil
        return (last.map { [$0] } ?? []) + [
            Self.emit(.error(fault)), .close(WebSocketClose(fault.closeCode, reason: fault.code.rawValue)),
        ]
    }

    static func lastWords(_ fault: SessionFault) -> JSONValue? { StenoServerMessage.error(fault).value }

    private static func emit(_ message: StenoServerMessage) -> SocketAction { .emit(message.value) }
}
