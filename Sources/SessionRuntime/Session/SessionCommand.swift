// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Transcription

/// What a client asks of its session, in order.
enum SessionCommand: Sendable {
    case audio(ByteBuffer)
    /// Makes what was received final, of one channel or of all.
    case flush(channel: Int?)
    /// Asks the dialect again, now that the audio before is passed on.
    case checkpoint
    /// Expects other hot words from here on; nil for none.
    case expect(HotWords?)
    /// Goes on with other audio and, unless nil, with other transcriptions.
    case restart(AudioFormat, SessionConfiguration?)
}
