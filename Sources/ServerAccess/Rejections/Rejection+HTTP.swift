// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import SessionRuntime

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension Rejection: CountedRejection {
    package var reason: String { self.code.rawValue }
}

/// Before any upgrade: a status, header fields, and `{"error": {"code", "message"}}`.
extension Rejection: HTTPResponseError {
    var status: HTTPResponse.Status {
        switch self.code {
        case .missingKey, .invalidKey, .expiredKey: .unauthorized
        case .forbidden, .originNotAllowed, .hostNotAllowed: .forbidden
        case .invalidRequest: .badRequest
        case .bodyTooBig: .contentTooLarge
        case .bodyTimeout: .requestTimeout
        case .keySessionLimit, .addressSessionLimit: .tooManyRequests
        case .serverFull, .overloaded, .serverShutdown: .serviceUnavailable
        }
    }

    func response(from request: Request, context: some RequestContext) throws -> Response {
        if let context = context as? StenoRequestContext, let form = context.rejectionForm {
            return try form.answer(self, request, context)
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let body = try encoder.encode(["error": ["code": self.code.rawValue, "message": self.message]])
        var headers: HTTPFields = [.contentType: "application/json; charset=utf-8", .cacheControl: "no-store"]
        headers[.retryAfter] = self.retryAfter.map { "\($0.components.seconds)" }
        switch self.code {
        case .missingKey: headers[.wwwAuthenticate] = #"Bearer realm="steno""#
        case .invalidKey, .expiredKey: headers[.wwwAuthenticate] = #"Bearer realm="steno", error="invalid_token""#
        default: break
        }
        return Response(status: self.status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    }
}

extension Rejection {
    /// The body of a request trickles.
    static let bodyTimeout = Rejection(
        .bodyTimeout, "The body of the request came too slowly. Send it again over a faster connection.")
}
