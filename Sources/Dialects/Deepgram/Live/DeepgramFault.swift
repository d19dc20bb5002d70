// SPDX-License-Identifier: Apache-2.0

import AudioInput
import HTTPWebSocket
import SessionRuntime
import Transcription

/// Why a live session is closed by the server, as its Close frame says it: there is no message for that.
enum DeepgramFault {
    /// Nothing came, no audio and no KeepAlive. Clients know the words.
    static let timeout = SessionFault(
        .idleTimeout,
        "Deepgram did not receive audio data or a text message within the timeout window. See https://dpgr.am/net0001")

    /// What an error is to the client.
    static func make(_ error: any Error) -> SessionFault {
        switch error {
        case let fault as SessionFault: fault
        case SessionDeadlines.Expiry.duration(let limit):
            SessionFault(
                .sessionExpired, "A session may last \(limit.components.seconds) s here. Connect again.")
        case SessionDeadlines.Expiry.idle(let limit):
            SessionFault(
                .idleTimeout,
                "No audio came for \(limit.components.seconds) s. Connect again when there is audio.")
        case let error as AudioInputError:
            SessionFault(error.code == .outOfMemory ? .internalError : .invalidAudio, "DATA-0000: \(error)")
        case is SessionError:
            SessionFault(.transcriptionFailed, "The transcription cannot continue. Connect again.")
        default: SessionFault(.internalError, "Something went wrong in the server. Connect again.")
        }
    }

    /// The Close frame that reports a fault.
    static func close(_ fault: SessionFault) -> WebSocketClose {
        let code: WebSocketCloseCode =
            switch fault.code {
            case .sessionExpired: .goingAway
            case .invalidAudio: .policyViolation
            case .idleTimeout: .internalError
            default: fault.closeCode
            }
        return WebSocketClose(code, reason: fault.message)
    }
}

extension SessionFault.Code {
    static let invalidAudio = Self(rawValue: "invalid_audio")
}
