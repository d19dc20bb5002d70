import SessionRuntime
import Transcription

/// One connection of a client whose sessions end with it. A plain value: what the client sends and the transcription tells
/// goes in, what to do comes out.
protocol Dialect: Sendable {
    /// What a client sends.
    associatedtype Input: Sendable
    /// What it is told.
    associatedtype Output: Sendable

    /// How long a client may send no audio before what it sent is made final; nil for as long as it likes.
    static var longestPause: Duration? { get }

    /// The client sent something.
    mutating func receive(_ input: Input) -> [DialectAction<Output>]
    /// The transcription that was asked for goes on.
    mutating func begin() -> [DialectAction<Output>]
    /// There is no place for it, or no time.
    mutating func refuse(_ refusal: RequestRefusal) -> [DialectAction<Output>]
    /// The transcription has something to tell.
    mutating func take(_ event: TranscriptEvent) -> [DialectAction<Output>]
    /// The transcription is over, or the connection has to be.
    /// - Parameter error: why; nil when all that was asked for is told.
    mutating func end(_ error: SessionFault?) -> [DialectAction<Output>]
}
