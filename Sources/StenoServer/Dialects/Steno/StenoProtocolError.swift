import AudioInput
import HTTPWebSocket

/// Why a Steno session is refused or ended; sent as an `error` message before the Close frame.
struct StenoProtocolError: Error, Equatable, CustomStringConvertible {
    /// The `code` of the `error` message: part of the protocol.
    enum Code: String, Sendable {
        case invalidParameter = "invalid_parameter"
        case unsupportedEncoding = "unsupported_encoding"
        case unknownModel = "unknown_model"
        case configTooLate = "config_too_late"
        case invalidJSON = "invalid_json"
        case invalidMessage = "invalid_message"
        case wrongEncoding = "wrong_encoding"
        case messageTooBig = "message_too_big"
        case protocolError = "protocol_error"
        case slowClient = "slow_client"
        case invalidKey = "invalid_key"
        case sessionExpired = "session_expired"
        case idleTimeout = "idle_timeout"
        case unknownSession = "unknown_session"
        case takenOver = "taken_over"
        case serverShutdown = "server_shutdown"
        case transcriptionFailed = "transcription_failed"
        case internalError = "internal_error"
    }

    let code: Code
    /// What is wrong and what to do about it, in plain words.
    let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// A session that is not kept, or that is not this client's: who asks does not learn which.
    static let unknownSession = StenoProtocolError(
        .unknownSession, "There is no such session to go on with. Connect without `resume` and send the audio again.")
    /// The client has another connection to its session.
    static let takenOver = StenoProtocolError(
        .takenOver, "The session goes on over another connection. Use that one.")

    /// The key that the session was opened with is taken away, or over, while it goes on.
    static let revokedKey = StenoProtocolError(
        .invalidKey, "The API key of this session is no longer valid. Ask for a new one.")

    var description: String { self.message }

    /// The code of the Close frame that follows.
    var closeCode: WebSocketCloseCode {
        switch self.code {
        case .invalidParameter, .unsupportedEncoding, .unknownModel, .configTooLate, .slowClient, .sessionExpired,
            .idleTimeout, .invalidKey, .unknownSession, .takenOver:
            .policyViolation
        case .invalidJSON: .invalidPayload
        case .invalidMessage, .wrongEncoding: .unsupportedData
        case .messageTooBig: .messageTooBig
        case .protocolError: .protocolError
        case .serverShutdown: .goingAway
        case .transcriptionFailed, .internalError: .internalError
        }
    }
}

extension StenoProtocolError {
    /// Tells of audio that cannot be decoded.
    init(_ error: AudioInputError) {
        self.init(error.code == .outOfMemory ? .internalError : .wrongEncoding, "\(error)")
    }

    /// Tells of a deadline that is over.
    init(_ expiry: SessionDeadlines.Expiry) {
        switch expiry {
        case .duration(let limit):
            self.init(
                .sessionExpired,
                "A session may last \(limit.components.seconds) seconds. Open a new connection to go on.")
        case .idle(let limit):
            self.init(
                .idleTimeout,
                "No audio came for \(limit.components.seconds) seconds. Open a new connection when there is some.")
        }
    }
}

extension WebSocketClose {
    /// For sessions of other dialects, which know no such error.
    static let revokedKey = WebSocketClose(
        StenoProtocolError.revokedKey.closeCode, reason: StenoProtocolError.revokedKey.message)
}
