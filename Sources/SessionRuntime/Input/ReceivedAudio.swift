// SPDX-License-Identifier: Apache-2.0

package import NIOCore

/// How much of a client's audio has arrived. A plain value.
///
/// Samples count from the first of the session, at the client's own rate; those of several channels that belong together
/// are one. Only whole ones count, so that a client that lost its connection within one can send it again. Of compressed
/// audio a "sample" is a byte, or a packet where each message is one.
package struct ReceivedAudio {
    /// What is counted.
    package enum Unit: Equatable {
        /// So many bytes.
        case bytes(Int)
        case message
    }

    private let unit: Unit
    private let acknowledgementInterval: Int
    /// Bytes of a sample that is not complete.
    private var remainder = ByteBuffer()
    private var acknowledged = 0
    /// The number of whole samples so far, and so the number of the next one.
    package private(set) var samples = 0

    /// - Parameters:
    ///   - unit: a sample, of all channels.
    ///   - acknowledgementInterval: after how many samples they are acknowledged.
    package init(unit: Unit, acknowledgementInterval: Int) {
        self.unit = unit
        self.acknowledgementInterval = acknowledgementInterval
    }

    /// Takes a message, cut anywhere.
    /// - Returns: the samples that it completes.
    package mutating func take(_ message: ByteBuffer) -> ByteBuffer {
        guard case .bytes(let sampleSize) = self.unit else {
            self.samples += 1
            return message
        }
        var bytes = message
        if self.remainder.readableBytes > 0 {
            bytes = self.remainder
            bytes.writeImmutableBuffer(message)
        }
        let whole = bytes.readableBytes / sampleSize
        self.samples += whole
        let complete = bytes.readSlice(length: whole * sampleSize) ?? ByteBuffer()
        // A copy of a few bytes, which does not keep the message alive.
        self.remainder = ByteBuffer(bytes: bytes.readableBytesView)
        return complete
    }

    /// The connection broke, and the client begins again with the sample ``samples``.
    package mutating func breakOff() {
        self.remainder.clear()
        self.acknowledged = self.samples
    }

    /// The number of samples to acknowledge now; nil if none are due.
    package mutating func takeAcknowledgement() -> Int? {
        guard self.samples - self.acknowledged >= self.acknowledgementInterval else { return nil }
        self.acknowledged = self.samples
        return self.samples
    }
}
