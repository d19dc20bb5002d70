// SPDX-License-Identifier: Apache-2.0

import HTTPWebSocket
import SessionRuntime

extension SessionFault.Code {
    static let unsupportedEncoding = Self(rawValue: "unsupported_encoding")
    static let unknownModel = Self(rawValue: "unknown_model")
    static let configTooLate = Self(rawValue: "config_too_late")
    static let invalidJSON = Self(rawValue: "invalid_json")
    static let messageTooBig = Self(rawValue: "message_too_big")
    static let protocolError = Self(rawValue: "protocol_error")
}

extension SessionFault {
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
        default: .internalError
        }
    }
}

extension WebSocketClose {
    /// The Close frame of a session whose key was revoked, where no message can say so.
    static let revokedKey = WebSocketClose(SessionFault.revokedKey.closeCode, reason: SessionFault.revokedKey.message)
}
