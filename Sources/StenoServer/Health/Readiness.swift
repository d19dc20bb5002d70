// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Whether this server should get new sessions, as a load balancer asks at `/readyz`.
struct Readiness: Encodable, Equatable {
    /// Why it should not.
    struct Reason: Encodable, Equatable {
        let code: String
        let message: String

        static let draining = Reason(
            code: "draining", message: "The server is shutting down and finishes the sessions it has.")
        static let overloaded = Reason(
            code: "overloaded", message: "At capacity: another session would delay final transcripts.")

        static let journalFailing = Reason(
            code: "journal_failing",
            message: "The journal cannot be written. Transcripts wait in memory; the log says why.")

        static func full(_ sessions: Int) -> Reason {
            Reason(code: "server_full", message: "All \(sessions) sessions of this server are in use.")
        }
    }

    let status: String
    let reasons: [Reason]
    /// What needs attention although sessions are served; nil if nothing does.
    let warnings: [Reason]?

    /// - Parameter reasons: none if it is ready.
    init(reasons: [Reason], warnings: [Reason] = []) {
        self.status = reasons.isEmpty ? "ready" : "unavailable"
        self.reasons = reasons
        self.warnings = warnings.isEmpty ? nil : warnings
    }

    /// 200 or 503, with the reasons as JSON.
    func response() throws -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        var headers: HTTPFields = [.contentType: "application/json", .cacheControl: "no-store"]
        if !self.reasons.isEmpty { headers[.retryAfter] = "5" }
        let body = String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
        return Response(
            status: self.reasons.isEmpty ? .ok : .serviceUnavailable, headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(string: body)))
    }
}
