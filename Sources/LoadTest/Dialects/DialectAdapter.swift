// SPDX-License-Identifier: Apache-2.0

internal import AudioInput

/// How the sessions of a dialect go.
protocol DialectAdapter: Sendable {
    /// How samples are written, 16 kHz mono.
    var encoding: SampleEncoding { get }
    /// The path to connect to where the user gave none.
    var path: String { get }
    /// What the query of the address says, beside what the user wrote.
    var parameters: [(name: String, value: String)] { get }
    /// Header fields of the handshake.
    var headers: [(name: String, value: String)] { get }
    /// When the audio may begin.
    var readiness: Readiness { get }
    /// How long the texts have to stay the same before the session is ended, since its end would cut them off; 0 where servers finish by themselves.
    var settlingTime: Double { get }
    /// What makes all audio so far final; nil where clients cannot ask for that.
    var flush: DialectMessage? { get }
    /// What ends the audio.
    var ending: DialectMessage { get }
    /// Whether a server that is done closes with 1000, and with anything else has failed.
    var closesInOrder: Bool { get }

    /// What to say first; nil for nothing.
    func greeting(stream: Int) -> DialectMessage?
    /// Reads one session's messages.
    func makeReader() -> any DialectReader
}

/// When a dialect's client may send audio.
enum Readiness: Sendable, Hashable {
    /// At once.
    case immediate
    /// When the server says so, or, since simple servers say nothing, so many seconds after the handshake.
    case announced(orAfter: Double)
    /// When the server says so.
    case required
}

/// A message that a client sends beside audio.
enum DialectMessage: Sendable, Hashable {
    case text(String)
    case binary([UInt8])
}

/// Turns the messages of one session into what they say.
protocol DialectReader: Sendable {
    /// Reads a message; what is none of the dialect says nothing.
    mutating func read(_ json: String) -> [ServerMessage]
    /// What stands when the session has ended.
    mutating func finish() -> [ServerMessage]
}
