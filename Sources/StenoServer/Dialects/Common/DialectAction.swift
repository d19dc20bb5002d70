import SessionRuntime
import HTTPWebSocket
import NIOCore
import Transcription

/// What a ``Dialect`` wants done.
enum DialectAction<Output: Sendable>: Sendable {
    /// Begin a transcription.
    case begin(AudioFormat, SessionConfiguration)
    /// Transcribe this.
    case audio(ByteBuffer)
    /// Make final what was heard, and go on.
    case flush
    /// Make final what was heard, and end the transcription.
    case finish
    /// Tell the client.
    case tell(Output)
    /// Tell no more and close the connection; nil in the ordinary way.
    case close(WebSocketClose?)
}

extension DialectAction: Equatable where Output: Equatable {}
