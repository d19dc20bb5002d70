import SessionRuntime
import Transcription

/// Transcribes a recording through a session, as fast as the machine has time beside live sessions.
struct RecordingTranscription: Sendable {
    let session: any TranscribingSession
    let meter: SessionRecorder

    /// Transcribes all of it.
    /// - Parameters:
    ///   - reader: the recording.
    ///   - tell: called with each event as it comes.
    /// - Returns: the length of the recording, in samples of 16 kHz.
    /// - Throws: `AudioInputError` for a damaged recording, `SessionError` when the transcription fails, whatever `tell`
    ///   throws, `CancellationError`.
    func run(_ reader: RecordingReader, tell: (TranscriptEvent) async throws -> Void) async throws -> Int {
        async let length = self.feed(reader)
        do {
            try await self.follow(self.session.events, tell)
        } catch {
            self.session.cancel()
            throw error
        }
        return try await length
    }

    private func follow(
        _ events: some AsyncSequence<TranscriptEvent, Never>, _ tell: (TranscriptEvent) async throws -> Void
    ) async throws {
        for await event in events {
            if case .failed(let error) = event { throw error }
            self.meter.tell(event)
            try await tell(event)
        }
    }

    private func feed(_ reader: RecordingReader) async throws -> Int {
        var length = 0
        do {
            while let samples = try await reader.next() {
                try Task.checkCancellation()
                self.meter.hear(samples: samples.count)
                try await self.session.append(samples)
                length += samples.count
            }
        } catch {
            self.session.cancel()
            throw error
        }
        await self.session.finish()
        return length
    }
}
