import SessionRuntime
import HTTPWebSocket
import Logging
import NIOCore
import TranscriptJournal
import Transcription

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// One connection of a client of OpenAI's Realtime interface, which is one session, from its handshake to its Close frame.
struct RealtimeConnection: Sendable {
    /// What a byte of JSON takes in memory once it is parsed, at most.
    private static let sizeOfParsedByte = 16

    private let id: String
    private let form: RealtimeForm
    private let configuration: RealtimeConfiguration
    private let service: StenoService
    private let inbound: WebSocketInbound
    private let outbound: WebSocketOutbound
    private let meter: SessionRecorder
    private let watch: DeadlineTimer
    private let conversation: RealtimeConversation
    private let waiting: BoundedQueue<RealtimeClientEvent>
    private let logger: Logger

    /// - Parameters:
    ///   - configuration: what the session begins with.
    ///   - logger: of the request, with the client's address.
    init(
        form: RealtimeForm, configuration: RealtimeConfiguration, service: StenoService, inbound: WebSocketInbound,
        outbound: WebSocketOutbound, logger: Logger
    ) {
        self.id = "sess_\(SessionID.make())"
        self.form = form
        self.configuration = configuration
        self.service = service
        self.inbound = inbound
        self.outbound = outbound
        self.watch = DeadlineTimer(service.environment.limits)
        self.conversation = RealtimeConversation(
            turns: RealtimeTurns(form: form, configuration: configuration, makeID: { "item_\(SessionID.make())" }))
        self.waiting = BoundedQueue(budget: service.queueBudget)
        var logger = logger
        logger[metadataKey: "session"] = "\(self.id)"
        logger[metadataKey: "hb.request.id"] = nil
        self.logger = logger
        self.meter = service.environment.recorder(DialectName.openAI.rawValue, logger: logger)
    }

    /// Serves the client; returns when the connection is to be closed, or is.
    /// - Parameter owner: whose session it is.
    func run(owner: String, place: SessionPermit) async {
        self.meter.begin()
        defer {
            place.release()
            self.meter.end()
        }
        await self.service.journal?.begin(self.id, owner: owner, model: self.service.model.name)
        let lifetime = self.service.limits.sessionDuration.map { Int($0.components.seconds) }
        let expires = lifetime.map { Int(Date.now.timeIntervalSince1970) + $0 } ?? 0
        self.conversation.tell(
            .created(self.configuration.json(id: self.id, expires: expires, form: self.form), self.form))
        await withTaskCancellationHandler {
            async let reading: Void = self.read()
            async let _: Void = self.watch.run { expiry in
                self.conversation.fail(OpenAIError(expiry))
                self.waiting.finish()
            }
            async let sent: Void = self.send()
            await self.transcribe(owner: owner, expires: expires)
            self.close()
            await sent
            self.endConnection()
            // It ends with the connection; were it cancelled, that would be cut before the client has read all.
            await reading
        } onCancel: {
            self.abandon()
        }
        await self.service.journal?.end(self.id)
    }

    /// Reads until the client is gone or done.
    private func read() async {
        for await message in self.inbound {
            do throws(RealtimeClientEvent.Fault) {
                guard case .text(let text) = message else {
                    throw .init(
                        error: OpenAIError(
                            "Send audio as base64 in input_audio_buffer.append, not in binary messages.",
                            code: "invalid_event"))
                }
                let event = try await RealtimeClientEvent.read(text)
                switch event {
                case .append(let audio):
                    await self.watch.audioArrived { await self.waiting.push(event, size: audio.readableBytes) }
                case .commit, .clear: await self.waiting.push(event, size: QueueBudget.commandSize)
                case .update:
                    let size = max(QueueBudget.commandSize, text.utf8.count * Self.sizeOfParsedByte)
                    await self.waiting.push(event, size: size)
                }
            } catch {
                self.conversation.tell(.error(error.error, about: error.id))
                await self.conversation.waitForCapacity()
            }
        }
        switch SessionEnding(self.inbound.ending) {
        case .finish(let reason):
            self.meter.note(ending: reason)
            self.waiting.finish()
        case .abandon(let reason): self.abandon(because: reason)
        }
    }

    private func transcribe(owner: String, expires: Int) async {
        var transcriber = RealtimeTranscriber(
            id: self.id, owner: owner, form: self.form, configuration: self.configuration, expires: expires,
            service: self.service, meter: self.meter, conversation: self.conversation, waiting: self.waiting)
        await self.conversation.transcribe(self.logger) {
            do {
                while let event = await self.waiting.next() {
                    try await transcriber.perform(event)
                    await self.conversation.waitForCapacity()
                }
            } catch let expiry as SessionDeadlines.Expiry {
                self.conversation.fail(OpenAIError(expiry))
            }
            try await transcriber.finish()
        }
        self.waiting.cancel()
    }

    private func send() async {
        let sender = MessageSender(outbound: self.outbound, limit: self.service.slowClientLimit)
        var count = 0
        let failure = await sender.sendAll {
            count += 1
            return try await self.conversation.next()?.json(id: "event_\(self.id.dropFirst(5))_\(count)")
        }
        if let failure { self.abandon(because: failure) }
    }

    /// Tells why the session is over, if the client does not know.
    private func close() {
        if let failure = self.conversation.failure {
            self.meter.note(ending: failure.code ?? "internal_error")
            self.conversation.tell(.error(failure))
        }
        self.conversation.close()
    }

    private func endConnection() {
        guard let failure = self.conversation.failure else {
            // Else it is closed when this returns, with the code that its end calls for.
            if self.inbound.ending == nil { self.outbound.close(.normal) }
            return
        }
        self.outbound.close(failure.kind == .server ? .internalError : .goingAway, reason: failure.message)
    }

    private func abandon(because reason: String = "connection_lost") {
        self.meter.note(ending: reason)
        self.waiting.cancel()
        self.conversation.abandon()
    }
}
