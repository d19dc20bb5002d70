// SPDX-License-Identifier: Apache-2.0

import AudioInput
import Hummingbird
import Logging
import ServerAccess
import SessionRuntime
import Transcription
import WireText

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// `POST /v1/listen`: a recording in, its transcript out.
struct DeepgramRecordingRoute: Sendable {
    let service: DialectService

    private static let mostChannels = 20

    /// Answers with the transcript of the request's body.
    /// - Throws: ``DeepgramError``, ``Rejection``.
    func handle(_ request: Request, _ context: StenoRequestContext) async throws -> Response {
        let id = DeepgramRequestID.make()
        do {
            let options = try DeepgramOptions(
                query: HTTPQuery.parse(request.uri.query ?? ""), model: self.service.model)
            try self.service.checkAdmission(context.principal, from: context.clientAddress)
            let created = Date.now
            let upload = try await DeepgramUpload.read(request, options)
            let permit = try self.service.admit(context.principal, from: context.clientAddress, isUploaded: true)
            let jobs = try await self.jobs(upload.file, options, id: id, permit, context)
            let channels = try await ConnectionTask.run(on: context.channel) { try await Self.run(jobs) }
            let transcript = DeepgramTranscript(
                request: id, options: options, model: DeepgramModel(self.service.model), created: created,
                hash: upload.hash, channels: channels)
            return try DeepgramRoutes.json(transcript.json, id: id)
        } catch {
            throw self.error(error, context.logger)
        }
    }

    /// What is to be done: one transcript, or one for each channel.
    private func jobs(
        _ file: TemporaryFile, _ options: DeepgramOptions, id: String, _ permit: SessionPermit,
        _ context: StenoRequestContext
    ) async throws -> [RecordingSession] {
        let owner = SessionCounts.Client(context.principal, context.clientAddress)
        let count =
            options.isMultichannel ? try await self.service.recordings.open(file.path, owner: owner).channels : 1
        guard count <= Self.mostChannels else {
            throw DeepgramError("The recording has \(count) channels; \(Self.mostChannels) are transcribed at most.")
        }
        var jobs: [RecordingSession] = []
        for channel in 0..<count {
            let permit =
                channel == 0 ? permit : try self.service.admit(context.principal, from: context.clientAddress)
            jobs.append(
                try await RecordingSession(
                    file, channel: count == 1 ? nil : channel, configuration: options.recording,
                    id: SessionID.name(id, channel: channel), permit: permit, service: self.service,
                    dialect: .deepgram, context))
        }
        return jobs
    }

    private static func run(_ jobs: [RecordingSession]) async throws -> [DeepgramTranscript.Channel] {
        try await withThrowingTaskGroup(of: (Int, DeepgramTranscript.Channel).self) { group in
            for (index, job) in jobs.enumerated() {
                group.addTask {
                    let (finals, length) = try await job.run()
                    return (index, DeepgramTranscript.Channel(finals: finals, length: length))
                }
            }
            var channels = jobs.map { _ in DeepgramTranscript.Channel(finals: [], length: 0) }
            for try await (index, channel) in group { channels[index] = channel }
            return channels
        }
    }

    private func error(_ error: any Error, _ logger: Logger) -> any Error {
        switch error {
        case is DeepgramError, is Rejection: return error
        case let error as AudioInputError where error.code != .outOfMemory: return DeepgramError(error)
        case is CancellationError: return DeepgramError.internal
        default:
            logger.error("A recording was not transcribed", metadata: ["error": "\(error)"])
            return DeepgramError.internal
        }
    }
}

extension DeepgramError {
    /// What is wrong with a recording.
    fileprivate init(_ error: AudioInputError) {
        let message =
            switch error.code {
            // Deepgram's words come first, for programs that look for them.
            case .notAudio, .unsupportedEncoding:
                "failed to process audio: corrupt or unsupported data. \(error) Raw samples need their encoding."
            case .programMissing:
                "This server cannot read m4a, mp4 and webm, since it has no ffmpeg. Send wav, flac, ogg or mp3."
            default: "\(error)"
            }
        self.init(message)
    }
}
