import NIOCore

/// What a client sent and is not transcribed yet.
enum StenoWork: Sendable {
    case audio(ByteBuffer)
    case flush
}
