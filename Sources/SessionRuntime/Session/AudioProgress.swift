// SPDX-License-Identifier: Apache-2.0

/// How far the audio of a channel is on its way to its transcription. Positions are samples of 16 kHz.
package enum AudioProgress: Equatable, Sendable {
    /// The audio up to here was handed over; more is about to be.
    case appending(at: Int)
    /// The audio up to here is about to be made final, as the client asked.
    case flushing(at: Int)
    /// The audio ends here, and is about to be made final.
    case finishing(at: Int)
}
