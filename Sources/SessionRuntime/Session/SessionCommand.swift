import NIOCore

/// What a client asks of its session, in order.
enum SessionCommand: Sendable {
    case audio(ByteBuffer)
    /// Makes what was heard final, of one channel or of all.
    case flush(channel: Int?)
}
