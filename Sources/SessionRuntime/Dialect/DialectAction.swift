// SPDX-License-Identifier: Apache-2.0

package import NIOCore
package import Transcription

/// What a ``Dialect`` wants done.
package enum DialectAction<Output: Sendable, Close: Sendable>: Sendable {
    /// Start a transcription.
    case start(AudioFormat, SessionConfiguration)
    /// Go on with a session whose connection broke.
    case resume(ResumeRequest)
    /// Transcribe this.
    case audio(ByteBuffer)
    /// Make final what was received, of one channel or of all, and go on.
    case flush(channel: Int?)
    /// Ask the dialect again, by ``Dialect/reached()``, once the audio before is handed over.
    case checkpoint
    /// Go on with other audio and, unless nil, with another transcription.
    case restart(AudioFormat, SessionConfiguration?)
    /// Expect other hot words from here on; nil for none.
    case expect(HotWords?)
    /// Make final what was received, and end the transcription.
    case finish
    /// The same, and report this fault by ``Dialect/ended(_:)``.
    case fail(SessionFault)
    /// Send this to the client.
    case emit(Output)
    /// Send no more and close the connection; nil in the ordinary way.
    case close(Close?)
}

extension DialectAction: Equatable where Output: Equatable, Close: Equatable {}
