import SessionRuntime
import AudioInput
import HTTPWebSocket
import Logging
import Transcription

extension StenoConnection {
    /// Turns an end that the client has to be told of into an error.
    func checkEnding() throws {
        switch self.inbound.ending {
        case .dismissed(.revokedKey):
            throw SessionFault.revokedKey
        case .dismissed:
            throw SessionFault(.serverShutdown, "The server is shutting down. Connect again in a moment.")
        case .violation(let close):
            let code: SessionFault.Code = close.code == .messageTooBig ? .messageTooBig : .protocolError
            throw SessionFault(code, "The connection cannot go on: \(close.reason).")
        case .peerClosed, .closedHere, .connectionLost, nil:
            break
        }
    }

    /// Notes how a session ended that never began to transcribe.
    func noteEnding() {
        switch self.inbound.ending {
        case .peerClosed: self.meter.note(ending: "client_closed")
        case .connectionLost: self.meter.note(ending: "connection_lost")
        case .dismissed(.revokedKey): self.meter.note(ending: SessionFault.Code.invalidKey.rawValue)
        case .dismissed: self.meter.note(ending: SessionFault.Code.serverShutdown.rawValue)
        case .violation: self.meter.note(ending: SessionFault.Code.protocolError.rawValue)
        case .closedHere, nil: break
        }
    }

    /// Tells the client what went wrong, if it still listens, and closes.
    func fail(_ error: any Error) {
        let failure: SessionFault
        switch error {
        case is WebSocketError, is CancellationError:
            self.logger.debug("Connection ended", metadata: ["code": "connection_lost"])
            return
        case let error as SessionFault:
            failure = error
        case let error as AudioInputError:
            failure = SessionFault(.invalidParameter, "\(error)")
        case let error as SessionError:
            let isSetting = error.code == .invalidConfiguration
            failure = SessionFault(isSetting ? .invalidParameter : .transcriptionFailed, "\(error)")
        default:
            self.logger.error("Session failed", metadata: ["error": "\(error)"])
            failure = SessionFault(.internalError, "Something went wrong in the server. Connect again.")
        }
        self.logger.debug("Connection ended", metadata: ["code": "\(failure.code.rawValue)"])
        self.sender.fail(failure, closing: self.closeCode(for: failure))
    }

    // A broken protocol has its own codes, 1007 among them, which the layer knows best.
    private func closeCode(for error: SessionFault) -> WebSocketCloseCode {
        if case .violation(let close) = self.inbound.ending, let code = close.code { return code }
        return error.closeCode
    }
}
