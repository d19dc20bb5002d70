// SPDX-License-Identifier: Apache-2.0

import AudioInput

/// Listens to the first second of a stream for 16-bit integers sent as 32-bit floats, which turn into noise. A plain value.
///
/// Two integers read as one float give any magnitude: mostly huge, tiny, or no number. Real audio keeps near full scale.
struct EncodingCheck {
    private var remainder: [UInt8] = []
    private var samples = 0
    private var absurd = 0
    private let limit: Int

    /// - Parameter limit: how many samples, of all channels, to listen to.
    init(encoding: AudioEncoding, limit: Int) {
        self.limit = encoding == .f32 ? limit : 0
    }

    /// Whether enough has been received.
    private(set) var isOver = false

    /// Takes the stream's next bytes, cut anywhere.
    /// - Throws: ``SessionFault`` `wrong_encoding` when a whole second was received and is not audio.
    mutating func receive(_ bytes: some Collection<UInt8>) throws(SessionFault) {
        guard !self.isOver else { return }
        for byte in bytes {
            guard self.samples < self.limit else { break }
            self.remainder.append(byte)
            if self.remainder.count == 4 { self.count() }
        }
        if self.samples >= self.limit { try self.finish() }
    }

    /// The stream ends: judges what was received.
    mutating func finish() throws(SessionFault) {
        guard !self.isOver else { return }
        self.isOver = true
        guard self.absurd * 100 > self.samples else { return }
        throw SessionFault(
            .wrongEncoding,
            "The audio is not 32-bit float: \(self.absurd) of the first \(self.samples) samples are no number or far beyond ±1. "
                + "Connect with ?encoding=s16 to send 16-bit integers.")
    }

    private mutating func count() {
        let bits = self.remainder.reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        self.remainder.removeAll(keepingCapacity: true)
        self.samples += 1
        // Written so that NaN counts.
        if !(Float(bitPattern: bits).magnitude <= 1.5) { self.absurd += 1 }
    }
}
