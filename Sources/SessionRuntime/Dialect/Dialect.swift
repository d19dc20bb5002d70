// SPDX-License-Identifier: Apache-2.0

package import Transcription

/// One connection of a client. A plain value: what the client sends and the transcription emits
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
    /// How long a client may send nothing at all, and the fault that then ends its session; nil for any time.
    static var longestSilence: (duration: Duration, fault: SessionFault)? { get }
    /// The fault that an error is to the client.
    static func fault(_ error: any Error) -> SessionFault

    /// What lets a client come back to its session; nil as long as that ends with its connection. Asked for when a transcription
    /// starts or is restarted.
    var resumption: SessionResumption? { get }

    /// The connection is open.
    mutating func connected() -> [DialectAction<Output, Close>]
    /// The client sent something.
    mutating func receive(_ input: Input) -> [DialectAction<Output, Close>]
    /// The transcription that was asked for has started.
    mutating func started() -> [DialectAction<Output, Close>]
    /// The transcription that was asked for is not accepted.
    mutating func rejected(_ rejection: Rejection) -> [DialectAction<Output, Close>]
    /// The session that was asked for goes on over this connection.
    /// - Parameters:
    ///   - memory: what its last ``resumption`` had.
    ///   - sample: the first that its client has to send again.
    mutating func resumed(_ session: String, memory: any Sendable, from sample: Int) -> [DialectAction<Output, Close>]
    /// So many samples have arrived.
    mutating func acknowledged(samples: Int) -> [DialectAction<Output, Close>]
    /// The transcription of a channel emitted something.
    mutating func receive(_ event: TranscriptEvent, channel: Int) -> [DialectAction<Output, Close>]
    /// The same, with what a client that comes back has to name.
    /// - Parameter fullTranscript: all finals up to this one, joined by a space; empty unless it is one.
    mutating func receive(_ entry: EventLog.Entry, fullTranscript: String) -> [DialectAction<Output, Close>]
    /// The audio of a channel has got so far. Only messages to the client may come of it.
    mutating func receive(_ progress: AudioProgress, channel: Int) -> [DialectAction<Output, Close>]
    /// A checkpoint is reached: the audio before it was handed over. Messages to the client may come of it, and a flush.
    mutating func reached() -> [DialectAction<Output, Close>]
    /// Some of the audio could not be transcribed.
    /// - Parameter warning: how much, and what to do about it.
    mutating func warned(_ warning: String) -> [DialectAction<Output, Close>]
    /// The connection has to end although its client is not done. What was received is made final; then ``ended(_:)`` comes.
    /// - Parameter samples: how many have arrived.
    mutating func interrupted(_ fault: SessionFault, received samples: Int)
    /// The transcription ended, or the connection has to.
    /// - Parameter fault: why; nil when the transcription has emitted all that was asked for.
    mutating func ended(_ fault: SessionFault?) -> [DialectAction<Output, Close>]
}

extension Dialect {
    package static var longestPause: Duration? { nil }
    package static var longestSilence: (duration: Duration, fault: SessionFault)? { nil }
    package static func fault(_ error: any Error) -> SessionFault { SessionFault(failure: error) }

    package var resumption: SessionResumption? { nil }

    package mutating func connected() -> [DialectAction<Output, Close>] { [] }
    package mutating func started() -> [DialectAction<Output, Close>] { [] }
    package mutating func resumed(
        _ session: String, memory: any Sendable, from sample: Int
    ) -> [DialectAction<Output, Close>] { [] }
    package mutating func acknowledged(samples: Int) -> [DialectAction<Output, Close>] { [] }
    package mutating func receive(
        _ entry: EventLog.Entry, fullTranscript: String
    ) -> [DialectAction<Output, Close>] { self.receive(entry.event, channel: entry.channel) }
    package mutating func receive(_ progress: AudioProgress, channel: Int) -> [DialectAction<Output, Close>] { [] }
    package mutating func reached() -> [DialectAction<Output, Close>] { [] }
    package mutating func warned(_ warning: String) -> [DialectAction<Output, Close>] { [] }
    package mutating func interrupted(_ fault: SessionFault, received samples: Int) {}
}
