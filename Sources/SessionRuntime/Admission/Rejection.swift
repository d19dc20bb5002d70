// SPDX-License-Identifier: Apache-2.0

/// Why a request or a session is not accepted. Each dialect reports it in its own form.
package struct Rejection: Error, Equatable, CustomStringConvertible {
    /// What programs look at, and what rejections are counted by: part of the protocol.
    package enum Code: String, Sendable {
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

    package let code: Code
    /// What is wrong and what to do about it, in plain words.
    package let message: String
    /// When it makes sense to try again; only for rejections that pass.
    package let retryAfter: Duration?

    package init(_ code: Code, _ message: String, retryAfter: Duration? = nil) {
        self.code = code
        self.message = message
        self.retryAfter = retryAfter
    }

    /// Why a session that exceeds a limit is not accepted.
    package init(_ limit: SessionCounts.Limit) {
        let retryAfter = Duration.seconds(10)
        switch limit {
        case .all(let count):
            self.init(
                .serverFull, "All sessions of this server are in use (\(count)). Try again later.",
                retryAfter: retryAfter)
        case .key(let count):
            self.init(
                .keySessionLimit,
                "This API key has as many sessions as it is allowed (\(count)). Close a session, or try again later.",
                retryAfter: retryAfter)
        case .address(let count):
            self.init(
                .addressSessionLimit,
                "Your address has as many sessions as it is allowed (\(count)). Close a session, or try again later.",
                retryAfter: retryAfter)
        }
    }

    package var description: String { self.message }
}
