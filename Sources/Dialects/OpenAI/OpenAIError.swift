// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import ServerAccess

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// An error as OpenAI's clients expect it: over HTTP `{"error": {"message", "type", "param", "code"}}` with a status, over a
/// WebSocket the `error` of an event of that type.
struct OpenAIError: Error, Equatable, CustomStringConvertible {
    /// Who is to blame; part of the protocol.
    enum Kind: String, Sendable {
        case invalidRequest = "invalid_request_error"
        case rateLimit = "rate_limit_error"
        case server = "server_error"
    }

    let status: HTTPResponse.Status
    let kind: Kind
    /// What is wrong and what to do about it, in plain words.
    let message: String
    /// Which parameter is wrong.
    let param: String?
    /// What programs look at.
    let code: String?
    /// When it makes sense to try again; only for errors that pass.
    let retryAfter: Duration?

    /// An error that is the client's own: it is not to be tried again.
    init(_ message: String, param: String? = nil, code: String? = nil, status: HTTPResponse.Status = .badRequest) {
        self.init(.invalidRequest, message, param: param, code: code, status: status)
    }

    init(
        _ kind: Kind, _ message: String, param: String? = nil, code: String? = nil, status: HTTPResponse.Status,
        retryAfter: Duration? = nil
    ) {
        self.status = status
        self.kind = kind
        self.message = message
        self.param = param
        self.code = code
        self.retryAfter = retryAfter
    }

    /// Something that is nobody's business but the operator's, who finds it in the log.
    static let `internal` = OpenAIError(
        .server, "Something went wrong in the server. Try again.", code: "internal_error", status: .internalServerError)

    var description: String { self.message }
}

extension OpenAIError: Encodable {
    private enum Key: String, CodingKey {
        case message, type, param, code
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(self.message, forKey: .message)
        try container.encode(self.kind.rawValue, forKey: .type)
        try container.encode(self.param, forKey: .param)
        try container.encode(self.code, forKey: .code)
    }
}

extension OpenAIError: HTTPResponseError {
    func response(from request: Request, context: some RequestContext) throws -> Response {
        var response = try OpenAIResponse.json(["error": self], status: self.status, id: context.requestID)
        response.headers[.retryAfter] = self.retryAfter.map { "\($0.components.seconds)" }
        if self.status == .unauthorized { response.headers[.wwwAuthenticate] = #"Bearer realm="steno""# }
        return response
    }
}
