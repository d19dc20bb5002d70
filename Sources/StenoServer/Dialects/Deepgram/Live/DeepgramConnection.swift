import SessionRuntime
import AudioInput
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

/// One connection of a client of Deepgram's live interface, which is one session, from its handshake to its Close frame.
struct DeepgramConnection: Sendable {
    private let id: String
    private let options: DeepgramOptions
    private let service: StenoService
    private let inbound: WebSocketInbound
    private let outbound: WebSocketOutbound
    private let meter: SessionRecorder
    /// The server's deadlines, for which only audio counts.
    private let watch: DeadlineTimer
    /// The protocol's, for which any message counts.
    private let contact: DeadlineTimer
    private let conversation: DeepgramConversation
    private let waiting: BoundedQueue<DeepgramTranscriber.Request>
    private let logger: Logger

    /// - Parameters:
    ///   - id: the request's.
    ///   - options: what its query asks for.
    ///   - logger: of the request, with the client's address.
    init(
        id: String, options: DeepgramOptions, service: StenoService, inbound: WebSocketInbound,
        outbound: WebSocketOutbound, logger: Logger
    ) {
        self.id = id
        self.options = options
        self.service = service
        self.inbound = inbound
        self.outbound = outbound
        self.watch = DeadlineTimer(service.environment.limits)
        let silence = min(service.limits.idleTimeout ?? DeepgramClosing.silence, DeepgramClosing.silence)
        self.contact = DeadlineTimer(duration: nil, idle: silence)
        self.conversation = DeepgramConversation(turns: options.channelStates)
        self.waiting = BoundedQueue(budget: service.queueBudget)
        var logger = logger
        logger[metadataKey: "session"] = "\(id)"
        logger[metadataKey: "hb.request.id"] = nil
        self.logger = logger
        self.meter = service.environment.recorder(DialectName.deepgram.rawValue, logger: logger)
    }

    /// Serves the client; returns when the connection is to be closed, or is.
    /// - Parameters:
    ///   - owner: whose session it is.
    ///   - places: one for each transcript.
    func run(owner: String, places: [SessionPermit]) async {
        self.meter.begin()
        defer {
            for place in places { place.release() }
            self.meter.end()
        }
        let names = places.indices.map { DeepgramTranscriber.name(self.id, channel: $0) }
        for name in names { await self.service.journal?.begin(name, owner: owner, model: self.service.model.name) }
        await withTaskCancellationHandler {
            async let reading: Void = self.readInTime()
            async let sent: Void = self.send()
            await self.transcribe(owner: owner)
            self.conversation.close()
            await sent
            self.endConnection()
            // It ends with the connection; were it cancelled, that would be cut before the client has read all.
            await reading
        } onCancel: {
            self.abandon()
        }
        for name in names { await self.service.journal?.end(name) }
    }

    /// No more is read: what was heard is told, then the connection is closed.
    private func end(_ closing: DeepgramClosing) {
        self.conversation.fail(closing)
        self.waiting.finish()
    }

    /// Reads, within the deadlines; the server may take longer for what was read.
    private func readInTime() async {
        async let _: Void = self.watch.run { self.end(DeepgramClosing($0)) }
        async let _: Void = self.contact.run { _ in self.end(.timeout) }
        await self.read()
    }

    /// Reads until the client is gone or done.
    private func read() async {
        for await message in self.inbound {
            switch message {
            case .binary(let bytes) where bytes.readableBytes > 0:
                await self.contact.audioArrived {
                    await self.watch.audioArrived { await self.waiting.push(.audio(bytes), size: bytes.readableBytes) }
                }
            case .binary:
                return self.waiting.finish()
            case .text(let text):
                var goesOn = true
                await self.contact.audioArrived { goesOn = await self.obey(text) }
                guard goesOn else { return self.waiting.finish() }
            }
        }
        switch SessionEnding(self.inbound.ending) {
        case .finish(let reason):
            self.meter.note(ending: reason)
            self.waiting.finish()
        case .abandon(let reason): self.abandon(because: reason)
        }
    }

    /// Does what a text message says.
    /// - Returns: whether more is to be read.
    private func obey(_ text: String) async -> Bool {
        do throws(DeepgramClientMessage.Fault) {
            switch try DeepgramClientMessage(text) {
            case .keepAlive: break
            case .finalize(let channel):
                await self.waiting.push(.finalize(channel: channel), size: QueueBudget.commandSize)
            case .closeStream: return false
            case .configure: self.conversation.tell(.configureFailure)
            }
        } catch {
            self.conversation.tell(.schemaError(error.description))
        }
        await self.conversation.waitForCapacity()
        return true
    }

    private func transcribe(owner: String) async {
        var transcriber = DeepgramTranscriber(
            id: self.id, owner: owner, options: self.options, service: self.service, meter: self.meter,
            conversation: self.conversation, waiting: self.waiting)
        let created = Date.now.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        await self.conversation.transcribe(self.logger) {
            do {
                while let request = await self.waiting.next() { try await transcriber.perform(request) }
            } catch let error as AudioInputError {
                self.conversation.fail(DeepgramClosing(error))
            } catch let expiry as SessionDeadlines.Expiry {
                self.conversation.fail(DeepgramClosing(expiry))
                transcriber.dropAudio()
            }
            try await transcriber.finish()
            self.conversation.tell(
                .metadata(
                    sha256: transcriber.hash, created: created, duration: transcriber.duration,
                    channels: self.options.channels, warnings: transcriber.warnings))
        }
        self.waiting.cancel()
    }

    private func send() async {
        let sender = MessageSender(outbound: self.outbound, limit: self.service.slowClientLimit)
        let model = DeepgramModel(self.service.model)
        let failure = await sender.sendAll {
            try await self.conversation.next()?.json(request: self.id, model: model)
        }
        if let failure { self.abandon(because: failure) }
    }

    private func endConnection() {
        guard let failure = self.conversation.failure else {
            // Else it is closed when this returns, with the code that its end calls for.
            if self.inbound.ending == nil { self.outbound.close(.normal) }
            return
        }
        self.meter.note(ending: failure.note)
        self.outbound.close(failure.code, reason: failure.reason)
    }

    private func abandon(because reason: String = "connection_lost") {
        self.meter.note(ending: reason)
        self.waiting.cancel()
        self.conversation.abandon()
    }
}
