// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import Logging
import ServerAccess
import TranscriptJournal
import WireText

/// `GET /v1/sessions/{id}?format=json|text|srt|vtt`: the transcript of a session, also while it goes on.
struct JournalRoute: Sendable {
    let journal: Journal?

    /// - Parameter owner: whose sessions the client may see; empty where nobody is asked.
    /// - Throws: ``JournalRejection``.
    func response(to request: Request, _ context: StenoRequestContext, owner: String) async throws -> Response {
        guard let journal else { throw JournalRejection.noJournal }
        var name = JournalFormat.json.rawValue
        if case .text(let text)? = HTTPQuery.parse(request.uri.query ?? "").last(where: { $0.name == "format" })?.value
        {
            name = text
        }
        guard let format = JournalFormat(rawValue: name) else { throw JournalRejection.unknownFormat(name) }
        let session: JournalSession?
        do {
            session = try await journal.session(context.parameters.get("id") ?? "", owner: owner)
        } catch {
            context.logger.error("The journal cannot be read", metadata: ["error": "\(error)"])
            throw JournalRejection.unreadable
        }
        guard let session else { throw JournalRejection.unknownSession }
        return Response(
            status: .ok, headers: [.contentType: format.contentType, .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: try format.document(session))))
    }
}
