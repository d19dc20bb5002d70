import HTTPTypes
import Hummingbird

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A request that is refused, before any upgrade: a status, header fields, and `{"error": {"code", "message"}}`.
struct RequestRefusal: Error, Equatable, CustomStringConvertible {
    /// What programs look at, and what refusals are counted by: part of the protocol.
    enum Code: String, Sendable {
        case missingKey = "missing_key"
        case invalidKey = "invalid_key"
        case expiredKey = "expired_key"
        case forbidden
        case originNotAllowed = "origin_not_allowed"
        case hostNotAllowed = "host_not_allowed"
        case invalidRequest = "invalid_request"
        case bodyTooBig = "body_too_big"
        case bodyTimeout = "body_timeout"
        case keySessionLimit = "key_session_limit"
        case addressSessionLimit = "address_session_limit"
        case serverFull = "server_full"
        case overloaded
        case serverShutdown = "server_shutdown"
    }

    let code: Code
    /// What is wrong and what to do about it, in plain words.
    let message: String
    /// When it makes sense to try again; only for refusals that pass.
    let retryAfter: Duration?

    init(_ code: Code, _ message: String, retryAfter: Duration? = nil) {
        self.code = code
        self.message = message
        self.retryAfter = retryAfter
    }

    var description: String { self.message }
}

extension RequestRefusal: CountedRefusal {
    var reason: String { self.code.rawValue }
}

extension RequestRefusal: HTTPResponseError {
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
