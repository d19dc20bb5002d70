// SPDX-License-Identifier: Apache-2.0

package import AudioInput
import Transcription

/// Why a session does not start, or ends before its client is done. Each dialect reports it in its own form.
package struct SessionFault: Error, Equatable, CustomStringConvertible {
    /// What programs look at, and what ended sessions are counted by. Dialects add codes of their own.
    package struct Code: RawRepresentable, Hashable, Sendable {
        package let rawValue: String

        package init(rawValue: String) {
            self.rawValue = rawValue
        }

        package static let invalidParameter = Code(rawValue: "invalid_parameter")
        package static let invalidMessage = Code(rawValue: "invalid_message")
        package static let wrongEncoding = Code(rawValue: "wrong_encoding")
        package static let slowClient = Code(rawValue: "slow_client")
        package static let invalidKey = Code(rawValue: "invalid_key")
        package static let sessionExpired = Code(rawValue: "session_expired")
        package static let idleTimeout = Code(rawValue: "idle_timeout")
        package static let unknownSession = Code(rawValue: "unknown_session")
        package static let takenOver = Code(rawValue: "taken_over")
        package static let serverShutdown = Code(rawValue: "server_shutdown")
        package static let transcriptionFailed = Code(rawValue: "transcription_failed")
        package static let internalError = Code(rawValue: "internal_error")
    }

    package let code: Code
    /// What is wrong and what to do about it, in plain words.
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// A session that is not kept, or that belongs to another client: the client does not learn which.
    package static let unknownSession = SessionFault(
        .unknownSession, "There is no such session to resume. Connect without `resume` and send the audio again.")
    /// The client has another connection to its session.
    package static let takenOver = SessionFault(
        .takenOver, "The session continues on another connection. Use that one.")
    /// The key that the session was opened with was revoked, or expired.
    package static let revokedKey = SessionFault(
        .invalidKey, "The API key of this session is no longer valid. Ask for a new one.")

    /// The server shuts down.
    package static let shutdown = SessionFault(
        .serverShutdown, "The server is shutting down. Connect again in a moment.")

    package var description: String { self.message }
}

extension SessionFault {
    /// The fault of a session whose audio cannot be decoded.
    package init(_ error: AudioInputError) {
        self.init(error.code == .outOfMemory ? .internalError : .wrongEncoding, "\(error)")
    }

    /// The fault of a session that reached a deadline.
    package init(_ expiry: SessionDeadlines.Expiry) {
        switch expiry {
        case .duration(let limit):
            self.init(
                .sessionExpired,
                "A session may last \(limit.components.seconds) seconds. Open a new connection to continue.")
        case .idle(let limit):
            self.init(
                .idleTimeout,
                "No audio came for \(limit.components.seconds) seconds. Open a new connection when there is audio.")
        }
    }

    /// The fault of a session that did not start, or could not go on.
    package init(failure error: any Error) {
        switch error {
        case let error as SessionFault: self = error
        case let error as AudioInputError: self.init(error)
        case let expiry as SessionDeadlines.Expiry: self.init(expiry)
        case let error as SessionError:
            self.init(error.code == .invalidConfiguration ? .invalidParameter : .transcriptionFailed, "\(error)")
        default: self.init(.internalError, "Something went wrong in the server. Connect again.")
        }
    }
}
