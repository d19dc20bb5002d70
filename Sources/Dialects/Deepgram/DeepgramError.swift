// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import ServerAccess
import SessionRuntime
import WireText

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A rejection as Deepgram's clients expect it: a status, `{"err_code", "err_msg", "request_id"}`, and header fields that say the same.
struct DeepgramError: Error, Equatable, CustomStringConvertible {
    let status: HTTPResponse.Status
    /// What programs look at.
    let code: String
    /// What is wrong and what to do about it, in plain words.
    let message: String
    /// When it makes sense to try again; only for errors that pass.
    let retryAfter: Duration?

    init(
        _ message: String, code: String = "Bad Request", status: HTTPResponse.Status = .badRequest,
        retryAfter: Duration? = nil
    ) {
        self.status = status
        self.code = code
        self.message = message
        self.retryAfter = retryAfter
    }

    /// Something that is nobody's business but the operator's, who finds it in the log.
    static let `internal` = DeepgramError(
        "Something went wrong in the server. Try again.", code: "INTERNAL_SERVER_ERROR", status: .internalServerError)

    var description: String { self.message }
}

extension DeepgramError {
    /// The form of rejected requests of Deepgram's clients.
    static let rejectionForm = RejectionForm {
        $0.uri.path == DeepgramRoutes.path
    } answer: { refusal, request, context in
        try DeepgramError(refusal).response(from: request, context: context)
    }

    /// A request that was rejected before any route.
    init(_ refusal: Rejection) {
        let (code, status): (String, HTTPResponse.Status) =
            switch refusal.code {
            case .missingKey, .invalidKey, .expiredKey: ("INVALID_AUTH", .unauthorized)
            case .forbidden, .originNotAllowed, .hostNotAllowed: ("INSUFFICIENT_PERMISSIONS", .forbidden)
            case .invalidRequest: ("Bad Request", .badRequest)
            case .bodyTooBig: ("PAYLOAD_TOO_LARGE", .contentTooLarge)
            case .bodyTimeout: ("SLOW_UPLOAD", .requestTimeout)
            case .keySessionLimit, .addressSessionLimit, .serverFull, .overloaded:
                ("TOO_MANY_REQUESTS", .tooManyRequests)
            case .serverShutdown: ("SERVICE_UNAVAILABLE", .serviceUnavailable)
            }
        self.init(refusal.message, code: code, status: status, retryAfter: refusal.retryAfter)
    }
}

extension DeepgramError: HTTPResponseError {
    func response(from request: Request, context: some RequestContext) throws -> Response {
        let id = DeepgramRequestID.make()
        let body: JSONValue = [
            "err_code": .text(self.code), "err_msg": .text(self.message), "request_id": .text(id),
        ]
        var response = try DeepgramRoutes.json(body, status: self.status, id: id)
        response.headers[.deepgramError] = self.message
        response.headers[.retryAfter] = self.retryAfter.map { "\($0.components.seconds)" }
        if self.status == .unauthorized { response.headers[.wwwAuthenticate] = #"Bearer realm="steno""# }
        return response
    }
}

extension HTTPField.Name {
    static let deepgramRequestID = HTTPField.Name("dg-request-id")!
    fileprivate static let deepgramError = HTTPField.Name("dg-error")!
}
