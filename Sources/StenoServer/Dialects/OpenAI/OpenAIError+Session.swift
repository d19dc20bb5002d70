import AudioInput
import SessionRuntime
import HTTPTypes
import Transcription

extension OpenAIError {
    /// A transcription that cannot go on.
    init(_ error: SessionError) {
        self.init(.server, "\(error)", code: "transcription_failed", status: .internalServerError)
    }

    /// A deadline that is over.
    init(_ expiry: SessionDeadlines.Expiry) {
        switch expiry {
        case .duration(let limit):
            let minutes = limit.components.seconds / 60
            self.init(
                "Your session hit the maximum duration of \(minutes) minute\(minutes == 1 ? "" : "s").",
                code: "session_expired")
        case .idle(let limit):
            self.init(
                "No audio came for \(limit.components.seconds) seconds. Open a new session when there is some.",
                code: "session_expired")
        }
    }
}

extension OpenAIError: SessionFailure {
    init?(cause: any Error) {
        switch cause {
        case let error as SessionError: self.init(error)
        case let error as AudioInputError where error.code != .outOfMemory:
            self.init("\(error)", param: "audio", code: "invalid_value")
        case let error as SessionFault where error == .revokedKey:
            self.init(error.message, code: "invalid_api_key")
        default: return nil
        }
    }
}
