import HTTPTypes
import Hummingbird

extension OpenAIError {
    /// Whether a request is one of OpenAI's, whose answers have its form.
    static func isExpected(for request: Request) -> Bool {
        let path = request.uri.path
        return ["/v1/audio/", "/v1/models", "/v1/realtime", "/openai/"].contains { path.hasPrefix($0) }
    }

    /// A request that was refused before any route.
    /// - Parameter isHandshake: a WebSocket's; a full server has another status for it.
    init(_ refusal: RequestRefusal, isHandshake: Bool) {
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
