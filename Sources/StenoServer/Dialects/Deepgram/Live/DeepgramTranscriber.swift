import SessionRuntime
import AudioInput
import Crypto
import NIOCore
import TranscriptJournal
import Transcription

/// What the parts of a live session share.
typealias DeepgramConversation = Conversation<[DeepgramChannel], DeepgramMessage, DeepgramClosing>

/// Does what the client of a live session asks for, one thing after the other; used by one task.
struct DeepgramTranscriber: ~Copyable {
    /// What a client asks for.
    enum Request: Sendable {
        case audio(ByteBuffer)
        /// All that was heard is to be final, of one channel or of all.
        case finalize(channel: Int?)
    }

    private let id: String
    private let owner: String
    private let options: DeepgramOptions
    private let service: StenoService
    private let meter: SessionRecorder
    private let conversation: DeepgramConversation
    private let waiting: BoundedQueue<Request>
    private var pace: AudioPacer
    private var audio: DeepgramAudio?
    private var transcriptions: [(session: any TranscribingSession, telling: Task<Void, Never>)] = []
    /// How much each channel's transcription has, in samples of 16 kHz.
    private var positions: [Int]
    private var digest = SHA256()
    private var discarded: DiscardedAudio
    /// What the client is told at the end.
    private(set) var warnings: [String] = []

    init(
        id: String, owner: String, options: DeepgramOptions, service: StenoService, meter: SessionRecorder,
        conversation: DeepgramConversation, waiting: BoundedQueue<Request>
    ) {
        self.id = id
        self.owner = owner
        self.options = options
        self.service = service
        self.meter = meter
        self.conversation = conversation
        self.waiting = waiting
        self.pace = AudioPacer(
            meter: meter, speed: service.limits.speed,
            longest: service.limits.sessionDuration.map { $0 * options.transcripts })
        self.discarded = DiscardedAudio(encoding: options.encoding)
        self.positions = Array(repeating: 0, count: options.transcripts)
    }

    /// The name of a channel's transcription.
    static func name(_ id: String, channel: Int) -> String { channel == 0 ? id : "\(id)-\(channel + 1)" }

    /// How much came, in samples of 16 kHz.
    var duration: Int { self.positions.max() ?? 0 }

    /// SHA-256 of what came, in hexadecimal.
    var hash: String { Hexadecimal.encode(self.digest.finalize()) }

    /// Does the next thing.
    /// - Throws: `AudioInputError`, `SessionError` when the transcription is over, `CancellationError`.
    mutating func perform(_ request: Request) async throws {
        switch request {
        case .audio(let bytes):
            self.digest.update(data: bytes.readableBytesView)
            try self.begin()
            self.audio?.append(bytes)
            try await self.transcribe()
            self.noteDiscarded()
        case .finalize(let channel):
            for index in self.positions.indices where channel == nil || channel == index {
                let position = self.positions[index]
                self.conversation.update { channels in
                    channels[index].finalize(at: position)
                    return []
                }
                guard self.transcriptions.isEmpty else {
                    await self.transcriptions[index].session.flush()
                    continue
                }
                self.conversation.update { $0[index].take(.flushed) }
            }
        }
    }

    /// Drops what is not decoded yet.
    mutating func dropAudio() { self.audio = nil }

    /// Makes all that was heard final.
    mutating func finish() async throws {
        self.audio?.finish()
        defer { self.audio = nil }
        do {
            try await self.transcribe()
        } catch {
            await self.end()
            throw error
        }
        self.noteDiscarded(isEnd: true)
        await self.end()
    }

    /// Notes audio that could not be decoded: the newest warning has it all.
    private mutating func noteDiscarded(isEnd: Bool = false) {
        guard let bytes = self.audio?.discardedBytes,
            let warning = self.discarded.warning(after: bytes, isEnd: isEnd)
        else { return }
        self.meter.warn(warning)
        self.warnings = [warning]
    }

    /// Makes what the transcriptions have final.
    private mutating func end() async {
        let positions = self.positions
        self.conversation.update { channels in
            for index in channels.indices { channels[index].close(at: positions[index]) }
            return []
        }
        for (session, telling) in self.transcriptions {
            await session.finish()
            await telling.value
        }
        self.transcriptions = []
        self.conversation.update { channels in
            channels.indices.flatMap { channels[$0].heard(to: positions[$0]) }
        }
    }

    /// The transcriptions, which begin with the first audio.
    private mutating func begin() throws {
        guard self.transcriptions.isEmpty else { return }
        self.audio = try DeepgramAudio(self.options)
        for channel in self.positions.indices {
            let name = Self.name(self.id, channel: channel)
            let session = try self.service.makeSession(self.options.live, id: name, owner: self.owner)
            self.conversation.set(transcription: session, channel: channel)
            let (conversation, meter, journal, waiting) = (
                self.conversation, self.meter, self.service.journal, self.waiting
            )
            let telling = Task {
                await Self.tell(session.events, channel, conversation, meter) { await journal?.append($0, to: name) }
                // After a failure nothing more is to be done.
                if conversation.failure != nil { waiting.cancel() }
            }
            self.transcriptions.append((session, telling))
        }
    }

    /// Hands on what is decoded by now.
    private mutating func transcribe() async throws {
        guard let audio = self.audio else { return }
        for index in self.transcriptions.indices {
            while let samples = try audio.next(channel: index) {
                // By now all that is due to the audio before was told, unless it came faster than it was spoken.
                let position = self.positions[index]
                self.conversation.update { $0[index].heard(to: position) }
                try await self.pace.append(samples, to: self.transcriptions[index].session)
                self.positions[index] += samples.count
            }
        }
    }

    private static func tell(
        _ events: some AsyncSequence<TranscriptEvent, Never>, _ channel: Int, _ conversation: DeepgramConversation,
        _ meter: SessionRecorder, keep: (FinalTranscript) async -> Void
    ) async {
        for await event in events {
            // Before it is sent: what a client has seen is kept, whatever happens to the server.
            if case .final(let final) = event { await keep(final) }
            meter.tell(event)
            conversation.update { $0[channel].take(event) }
            if case .failed(let error) = event {
                conversation.fail(DeepgramClosing(error))
                break
            }
            await conversation.waitForCapacity()
        }
    }
}
