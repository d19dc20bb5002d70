import SessionRuntime
import Hummingbird
import Logging
import Transcription

/// A recording that is ready to be transcribed.
struct RecordingJob: Sendable {
    private let reader: RecordingReader
    /// Kept until all of it is read.
    private let file: TemporaryFile
    private let transcription: RecordingTranscription
    private let place: SessionPermit
    private let owner: String
    private let running: RunningRecordings

    /// - Parameters:
    ///   - file: the recording.
    ///   - channel: of its channels the one to transcribe, from 0; nil for the average of all.
    ///   - id: the session's.
    ///   - place: the session's, given up when the job is done.
    ///   - dialect: what its client speaks.
    ///   - context: of the request that brought it.
    /// - Throws: `AudioInputError` when it is no recording, `SessionError`, ``Rejection`` when too many are read, or for a
    ///   key that was revoked meanwhile.
    init(
        _ file: TemporaryFile, channel: Int? = nil, configuration: SessionConfiguration, id: String,
        place: SessionPermit, service: StenoService, dialect: DialectName, _ context: StenoRequestContext
    ) async throws {
        var logger = context.logger
        logger[metadataKey: "session"] = "\(id)"
        logger[metadataKey: "client"] = "\(context.clientAddress.map { "\($0)" } ?? "unknown")"
        let owner = SessionCounts.Client(context.principal, context.clientAddress)
        // While it waits for its turn the machine has nothing to do for it.
        place.suspendLoad()
        defer { place.resumeLoad() }
        self.reader = try await ConnectionTask.run(on: context.channel) {
            try await service.recordings.open(file.path, channel: channel, owner: owner)
        }
        self.file = file
        let session: any TranscribingSession
        do {
            session = try service.makeSession(configuration, id: id, owner: context.principal.id)
        } catch let error as SessionFault {
            throw Rejection(.invalidKey, error.message)
        }
        self.transcription = RecordingTranscription(
            session: session,
            meter: service.environment.recorder(dialect.rawValue, logger: logger, isLive: false))
        self.place = place
        self.owner = context.principal.id
        self.running = service.runningRecordings
    }

    /// Transcribes it, and counts it in and out.
    /// - Parameter tell: called with each event as it comes.
    /// - Returns: the finals, and the length in samples of 16 kHz.
    /// - Throws: as ``RecordingTranscription/run(_:tell:)``; ``Rejection`` when its key is revoked meanwhile.
    func run(
        tell: (TranscriptEvent) async throws -> Void = { _ in }
    ) async throws -> (finals: [FinalTranscript], length: Int) {
        let meter = self.transcription.meter
        meter.begin()
        defer {
            self.place.release()
            meter.end()
        }
        let token = self.running.add(self.transcription.session, owner: self.owner)
        let outcome: Result<(finals: [FinalTranscript], length: Int), any Error>
        do {
            outcome = .success(try await self.transcribe(tell))
        } catch {
            outcome = .failure(error)
        }
        if self.running.remove(token) {
            meter.note(ending: Rejection.Code.invalidKey.rawValue)
            throw Rejection(.invalidKey, SessionFault.revokedKey.message)
        }
        if case .failure(let error) = outcome {
            meter.note(ending: error is CancellationError ? "connection_lost" : "transcription_failed")
        }
        return try outcome.get()
    }

    private func transcribe(
        _ tell: (TranscriptEvent) async throws -> Void
    ) async throws -> (finals: [FinalTranscript], length: Int) {
        var finals: [FinalTranscript] = []
        let length = try await self.transcription.run(self.reader) { event in
            if case .final(let final) = event { finals.append(final) }
            try await tell(event)
        }
        return (finals, length)
    }
}
