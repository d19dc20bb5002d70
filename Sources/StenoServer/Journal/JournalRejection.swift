// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import WireText

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A request for a transcript that cannot be met: a status and `{"error": {"code", "message"}}`.
enum JournalRejection: Error, HTTPResponseError {
    case noJournal
    case unknownSession
    case unknownFormat(String)
    case unreadable

    var status: HTTPResponse.Status {
        switch self {
        case .noJournal, .unknownSession: .notFound
        case .unknownFormat: .badRequest
        case .unreadable: .internalServerError
        }
    }

    private var code: String {
        switch self {
        case .noJournal: "no_journal"
        case .unknownSession: "unknown_session"
        case .unknownFormat: "invalid_parameter"
        case .unreadable: "internal_error"
        }
    }

    private var message: String {
        switch self {
        case .noJournal: "This server keeps no transcripts. It does when it is started with --journal FILE."
        case .unknownSession: "There is no such session, or it is no longer kept."
        case .unknownFormat(let format):
            "The format \(ParameterValue.text(format).shown) is unknown. Use "
                + JournalFormat.allCases.map(\.rawValue).joined(separator: ", ") + "."
        case .unreadable: "The journal cannot be read. The server's log says why."
        }
    }

    func response(from request: Request, context: some RequestContext) throws -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let body = try encoder.encode(["error": ["code": self.code, "message": self.message]])
        return Response(
            status: self.status,
            headers: [.contentType: JournalFormat.json.contentType, .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    }
}
