// SPDX-License-Identifier: Apache-2.0

import AudioInput
import Hummingbird
import Logging
import NIOCore
import ServerAccess
import SessionRuntime
import Transcription

/// `POST /v1/audio/transcriptions` and `/v1/audio/translations`: a recording in, its transcript out.
struct OpenAIFileRoute: Sendable {
    let service: DialectService
    let task: RecognitionTask

    /// A recording that is ready to be transcribed.
    private struct Work: Sendable {
        /// The name of the request, which the client receives: the journal has its finals under it.
        let id: String
        let request: OpenAIFileRequest
        let session: RecordingSession

        func run(emit: (TranscriptEvent) async throws -> Void) async throws -> OpenAITranscript {
            let (finals, length) = try await self.session.run(emit: emit)
            return OpenAITranscript(request: self.request, finals: finals, length: length)
        }
    }

    /// Answers a form with a recording.
    /// - Throws: ``OpenAIError``, ``Rejection``.
    func handle(_ request: Request, _ context: StenoRequestContext) async throws -> Response {
        try self.service.checkAdmission(context.principal, from: context.clientAddress)
        do {
            let work = try await self.receive(request, context)
            if work.request.streams { return self.stream(work, context) }
            let transcript = try await ConnectionTask.run(on: context.channel) { try await work.run { _ in } }
            return OpenAIResponse.text(
                try transcript.body(), contentType: work.request.format.contentType, id: work.id)
        } catch {
            throw self.error(error, context.logger)
        }
    }

    private func receive(_ request: Request, _ context: StenoRequestContext) async throws -> Work {
        let form = try await UploadedForm.read(request, fileName: "file")
        let wish = try OpenAIFileRequest(fields: form.fields, task: self.task, model: self.service.model)
        guard let file = form.file else {
            throw OpenAIError(
                "You must provide a file: a part of the form whose name is file.", param: "file",
                code: "missing_required_parameter")
        }
        let permit = try self.service.admit(context.principal, from: context.clientAddress, isUploaded: true)
        let id = context.requestID
        let session = try await RecordingSession(
            file, configuration: wish.configuration, id: id, permit: permit, service: self.service,
            dialect: .openAI, context)
        return Work(id: id, request: wish, session: session)
    }

    /// The text in pieces as it becomes stable, as server-sent events.
    private func stream(_ work: Work, _ context: StenoRequestContext) -> Response {
        let (channel, logger) = (context.channel, context.logger)
        var headers = OpenAIResponse.headers(contentType: "text/event-stream; charset=utf-8", id: work.id)
        // nginx would else collect the events to send them all at once.
        headers[.accelBuffering] = "no"
        let body = ResponseBody { writer in
            let (events, sink) = AsyncThrowingStream<TranscriptEvent, any Error>.makeStream()
            async let transcript = ConnectionTask.run(on: channel) {
                defer { sink.finish() }
                return try await work.run { sink.yield($0) }
            }
            do {
                var text = StableText()
                for try await event in events {
                    guard let delta = text.receive(event) else { continue }
                    try await writer.write(Self.event(OpenAIStreamEvent.delta(delta)))
                }
                let length = try await transcript.length
                try await writer.write(Self.event(OpenAIStreamEvent.done(text.final, OpenAIUsage(samples: length))))
                try await writer.write(ByteBuffer(string: "data: [DONE]\n\n"))
            } catch {
                guard channel.isActive else { throw error }
                try await writer.write(Self.event(["error": self.error(error, logger)]))
            }
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: headers, body: body)
    }

    private static func event(_ value: some Encodable) throws -> ByteBuffer {
        ByteBuffer(string: "data: \(try OpenAIResponse.json(value))\n\n")
    }

    private func error(_ error: any Error, _ logger: Logger) -> OpenAIError {
        switch error {
        case let error as OpenAIError: return error
        case let error as Rejection: return OpenAIError(error, isHandshake: false)
        case let error as MultipartError: return OpenAIError(error.description, code: "invalid_multipart")
        case let error as AudioInputError where error.code != .outOfMemory: return OpenAIError(error)
        case is CancellationError: return .internal
        default:
            logger.error("A recording was not transcribed", metadata: ["error": "\(error)"])
            return .internal
        }
    }
}
