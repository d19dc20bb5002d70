import SessionRuntime
import AudioInput
import HTTPWebSocket
import Transcription

/// Why a live session is closed by the server, as its Close frame says it: there is no message for that. A plain value.
struct DeepgramClosing: Sendable, Equatable {
    let code: WebSocketCloseCode
    /// At most 123 bytes.
    let reason: String
    /// What the metrics and the log call it.
    let note: String

    /// How long a client may send nothing at all.
    static let silence = Duration.seconds(10)

    /// Nothing came, no audio and no KeepAlive. Clients know the words.
    static let timeout = DeepgramClosing(
        code: .internalError,
        reason:
            "Deepgram did not receive audio data or a text message within the timeout window. See https://dpgr.am/net0001",
        note: "idle_timeout")

    /// Something that is nobody's business but the operator's, who finds it in the log.
    static let `internal` = DeepgramClosing(
        code: .internalError, reason: "Something went wrong in the server. Connect again.", note: "internal_error")

    /// The key was taken away before there was any audio.
    static let revokedKey = DeepgramClosing(
        code: SessionFault.revokedKey.closeCode, reason: SessionFault.revokedKey.message,
        note: SessionFault.Code.invalidKey.rawValue)

    /// A deadline of the server's is over.
    init(_ expiry: SessionDeadlines.Expiry) {
        switch expiry {
        case .duration(let limit):
            self.init(
                code: .goingAway, reason: "A session may last \(limit.components.seconds) s here. Connect again.",
                note: "session_expired")
        case .idle(let limit):
            self.init(
                code: .internalError,
                reason: "No audio came for \(limit.components.seconds) s. Connect again when there is some.",
                note: "idle_timeout")
        }
    }

    /// Audio that cannot be decoded.
    init(_ error: AudioInputError) {
        self.init(
            code: error.code == .outOfMemory ? .internalError : .policyViolation, reason: "DATA-0000: \(error)",
            note: error.code == .outOfMemory ? "internal_error" : "invalid_audio")
    }

    /// A transcription that cannot go on.
    init(_ error: SessionError) {
        self.init(
            code: .internalError, reason: "The transcription cannot go on. Connect again.", note: "transcription_failed"
        )
    }

    private init(code: WebSocketCloseCode, reason: String, note: String) {
        self.code = code
        self.reason = reason
        self.note = note
    }
}

extension DeepgramClosing: SessionFailure {
    init?(cause: any Error) {
        switch cause {
        case let error as AudioInputError: self.init(error)
        case let error as SessionError: self.init(error)
        case let error as SessionFault where error == .revokedKey: self = .revokedKey
        default: return nil
        }
    }
}
