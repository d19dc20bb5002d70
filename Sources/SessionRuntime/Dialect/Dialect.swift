package import Transcription

/// One connection of a client whose sessions end with it. A plain value: what the client sends and the transcription emits
/// goes in, what to do comes out. It has no clock, no socket and no task: ``DialectRunner`` has those.
package protocol Dialect: Sendable {
    /// What a client sends.
    associatedtype Input: Sendable
    /// What a client is sent.
    associatedtype Output: Sendable
    /// What closes a connection in another than the ordinary way.
    associatedtype Close: Sendable

    /// How long a client may send no audio before what it sent is made final; nil for any time.
    static var longestPause: Duration? { get }

    /// The client sent something.
    mutating func receive(_ input: Input) -> [DialectAction<Output, Close>]
    /// The transcription that was asked for has started.
    mutating func started() -> [DialectAction<Output, Close>]
    /// The transcription that was asked for is not accepted.
    mutating func rejected(_ rejection: Rejection) -> [DialectAction<Output, Close>]
    /// The transcription emitted something.
    mutating func receive(_ event: TranscriptEvent) -> [DialectAction<Output, Close>]
    /// The transcription ended, or the connection has to.
    /// - Parameter fault: why; nil when the transcription has emitted all that was asked for.
    mutating func ended(_ fault: SessionFault?) -> [DialectAction<Output, Close>]
}
