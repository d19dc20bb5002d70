// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import HTTPWebSocket
import Hummingbird
import ServerAccess
import SessionRuntime

extension OpenAIError {
    /// The form of rejected requests of OpenAI's clients.
    static let rejectionForm = RejectionForm { request in
        let path = request.uri.path
        return ["/v1/audio/", "/v1/models", "/v1/realtime", "/openai/"].contains { path.hasPrefix($0) }
    } answer: { refusal, request, context in
        let isHandshake = WebSocketHandshake.isRequested(by: request.head)
        return try OpenAIError(refusal, isHandshake: isHandshake).response(from: request, context: context)
    }

    /// A request that was rejected before any route.
    /// - Parameter isHandshake: a WebSocket's; a full server has another status for it.
    init(_ refusal: Rejection, isHandshake: Bool) {
        let status = refusal.status
        switch refusal.code {
        case .missingKey, .invalidKey, .expiredKey:
            self.init(refusal.message, code: "invalid_api_key", status: status)
        case .forbidden, .originNotAllowed, .hostNotAllowed, .invalidRequest, .bodyTooBig, .bodyTimeout:
            self.init(refusal.message, code: refusal.code.rawValue, status: status)
        case .keySessionLimit, .addressSessionLimit:
            self.init(
                .rateLimit, refusal.message, code: refusal.code.rawValue, status: status, retryAfter: refusal.retryAfter
            )
        case .serverFull, .overloaded:
            self.init(
                .rateLimit, refusal.message, code: refusal.code.rawValue,
                status: isHandshake ? status : .tooManyRequests, retryAfter: refusal.retryAfter)
        case .serverShutdown:
            self.init(
                .server, refusal.message, code: refusal.code.rawValue, status: status, retryAfter: refusal.retryAfter)
        }
    }
}
