import SessionRuntime
import AudioInput
import NIOCore
import TranscriptJournal
import Transcription

/// Does what the client of a Realtime session asks for, one thing after the other; used by one task.
struct RealtimeTranscriber: ~Copyable {
    /// How many bytes are decoded at once.
    private static let piece = 64 * 1024

    private let id: String
    private let owner: String
    private let form: RealtimeForm
    private let service: StenoService
    private let meter: SessionRecorder
    private let conversation: RealtimeConversation
    private let waiting: BoundedQueue<RealtimeClientEvent>
    /// When the session will be over, in Unix time; 0 for never.
    private let expires: Int
    private var configuration: RealtimeConfiguration
    private var pace: AudioPacer
    private var decoder: AudioStreamDecoder?
    private var beginning = RawBeginning()
    /// Samples of the client's that came in the format of now.
    private var received = ReceivedAudio(unit: .bytes(2), acknowledgementInterval: .max)
    /// What came before, as samples of 16 kHz.
    private var earlier = 0
    private var transcription: (session: any TranscribingSession, telling: Task<Void, Never>)?
    private var transcriptions = 0

    init(
        id: String, owner: String, form: RealtimeForm, configuration: RealtimeConfiguration, expires: Int,
        service: StenoService,
        meter: SessionRecorder, conversation: RealtimeConversation, waiting: BoundedQueue<RealtimeClientEvent>
    ) {
        self.id = id
        self.owner = owner
        self.form = form
        self.configuration = configuration
        self.expires = expires
        self.service = service
        self.meter = meter
        self.conversation = conversation
        self.waiting = waiting
        self.pace = AudioPacer(meter: meter, speed: service.limits.speed, longest: service.limits.sessionDuration)
    }

    /// The session as its client is told of it.
    var session: JSONValue { self.configuration.json(id: self.id, expires: self.expires, form: self.form) }

    /// How much audio came, as samples of 16 kHz.
    private var position: Int {
        self.earlier + self.received.samples * AudioStreamDecoder.outputRate / self.configuration.format.rate
    }

    /// Does the next thing.
    /// - Throws: `SessionError` when the transcription is over, `AudioInputError` for a recording in place of raw samples,
    ///   `CancellationError`.
    mutating func perform(_ event: RealtimeClientEvent) async throws {
        switch event {
        case .append(let bytes): try await self.append(bytes)
        case .update(let session, let id): await self.update(session, id)
        case .clear:
            let position = self.position
            self.conversation.update { $0.clear(at: position) }
            await self.transcription?.session.flush()
            if self.transcription == nil { self.conversation.update { $0.take(.flushed) } }
        case .commit(let event):
            let position = self.position
            var mustFlush = false
            self.conversation.update { turns in
                let outcome = turns.commit(event: event, at: position)
                mustFlush = outcome.mustFlush
                return outcome.events
            }
            guard mustFlush else { return }
            await self.transcription?.session.flush()
            if self.transcription == nil { self.conversation.update { $0.take(.flushed) } }
        }
    }

    /// Makes all that was heard final.
    mutating func finish() async throws {
        if self.transcription != nil { try await self.flushDecoder() }
        await self.endTranscription()
    }

    private mutating func append(_ bytes: ByteBuffer) async throws {
        try self.beginning.receive(bytes.readableBytesView)
        var rest = self.received.take(bytes)
        while let piece = rest.readSlice(length: min(Self.piece, rest.readableBytes)), piece.readableBytes > 0 {
            let session = try self.begin()
            guard let samples = self.decoder?.append(piece.readableBytesView) else { return }
            try await self.pace.append(samples, to: session)
            // To decode and resample 15 MiB takes a third of a second, in which others need the thread.
            await Task.yield()
        }
    }

    private mutating func update(_ session: JSONValue, _ event: String?) async {
        var changed = self.configuration
        do throws(OpenAIError) {
            try changed.apply(session, model: self.service.model)
        } catch {
            return self.conversation.tell(.error(error, about: event))
        }
        if changed.format != self.configuration.format {
            try? await self.flushDecoder()
            self.earlier = self.position
            self.received = ReceivedAudio(
                unit: .bytes(changed.format.encoding.bytesPerSample), acknowledgementInterval: .max)
        }
        if changed.session != self.configuration.session {
            await self.endTranscription()
            let position = self.position
            self.conversation.update { turns in
                turns.restart(at: position, configuration: changed)
                return []
            }
        }
        self.configuration = changed
        self.conversation.tell(.updated(self.session, self.form))
    }

    /// The transcription, which begins with the first audio.
    private mutating func begin() throws -> any TranscribingSession {
        if self.decoder == nil {
            let format = self.configuration.format
            self.decoder = try AudioStreamDecoder(encoding: format.encoding, sampleRate: format.rate)
        }
        if let transcription { return transcription.session }
        self.transcriptions += 1
        let name = self.transcriptions == 1 ? self.id : "\(self.id)-\(self.transcriptions)"
        let session = try self.service.makeSession(self.configuration.session, id: name, owner: self.owner)
        self.conversation.set(transcription: session)
        let (conversation, meter, journal, id) = (self.conversation, self.meter, self.service.journal, self.id)
        let waiting = self.waiting
        let telling = Task {
            await Self.tell(session.events, conversation, meter) { await journal?.append($0, to: id) }
            // After a failure nothing more is to be done.
            if conversation.failure != nil { waiting.cancel() }
        }
        self.transcription = (session, telling)
        return session
    }

    private static func tell(
        _ events: some AsyncSequence<TranscriptEvent, Never>, _ conversation: RealtimeConversation,
        _ meter: SessionRecorder, keep: (FinalTranscript) async -> Void
    ) async {
        for await event in events {
            // Before it is sent: what a client has seen is kept, whatever happens to the server.
            if case .final(let final) = event { await keep(final) }
            meter.tell(event)
            conversation.update { $0.take(event) }
            if case .failed(let error) = event {
                conversation.fail(OpenAIError(error))
                break
            }
            await conversation.waitForCapacity()
        }
        conversation.update { $0.end() }
    }

    /// Hands on what the resampler holds.
    private mutating func flushDecoder() async throws {
        guard let rest = self.decoder?.finish() else { return }
        self.decoder = nil
        if let transcription, !rest.isEmpty { try await self.pace.append(rest, to: transcription.session) }
    }

    private mutating func endTranscription() async {
        guard let (session, telling) = self.transcription.take() else { return }
        await session.finish()
        await telling.value
    }
}
