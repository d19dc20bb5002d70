import NIOCore

/// What a client asks of its session, in order.
enum SessionCommand: Sendable {
    case audio(ByteBuffer)
    case flush
}
