// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import SessionRuntime

extension OpenAIError {
    /// Why a session does not start, or cannot go on.
    init(_ fault: SessionFault) {
        switch fault.code {
        case .transcriptionFailed:
            self.init(.server, fault.message, code: "transcription_failed", status: .internalServerError)
        case .sessionExpired: self.init(fault.message, code: "session_expired")
        case .wrongEncoding: self.init(fault.message, param: "audio", code: "invalid_value")
        case .invalidKey: self.init(fault.message, code: "invalid_api_key")
        default: self = .internal
        }
    }

    /// A deadline that has passed.
    init(_ expiry: SessionDeadlines.Expiry) {
        switch expiry {
        case .duration(let limit):
            let minutes = limit.components.seconds / 60
            self.init(
                "Your session hit the maximum duration of \(minutes) minute\(minutes == 1 ? "" : "s").",
                code: "session_expired")
        case .idle(let limit):
            self.init(
                "No audio came for \(limit.components.seconds) seconds. Open a new session when there is audio.",
                code: "session_expired")
        }
    }
}
