// SPDX-License-Identifier: Apache-2.0

/// The audio that a client may have to send again: bytes of whole samples, counted from the first of the stream. A plain value.
struct AudioBacklog {
    /// Bytes of a sample, of all channels.
    let sampleSize: Int
    private var bytes: [UInt8] = []
    /// How many bytes at the beginning of `bytes` are released.
    private var released = 0
    /// The number of the first sample that is kept.
    private(set) var start = 0

    init(sampleSize: Int) {
        self.sampleSize = sampleSize
    }

    /// The number of the sample after the last whole one.
    var end: Int { start + (bytes.count - released) / sampleSize }

    /// Adds audio, cut anywhere.
    mutating func append(_ audio: [UInt8]) {
        bytes += audio
    }

    /// Forgets the samples before one, as far as they are whole.
    mutating func release(before sample: Int) {
        let count = min(sample, end) - start
        guard count > 0 else { return }
        released += count * sampleSize
        start += count
        // Moving the rest costs its length: not for every message.
        guard released > bytes.count / 2 else { return }
        bytes.removeFirst(released)
        released = 0
    }

    /// Whole samples from one on.
    func samples(from sample: Int, atMost count: Int) -> ArraySlice<UInt8> {
        let first = min(max(sample, start), end)
        let last = min(first + count, end)
        let offset = released - start * sampleSize
        return bytes[(offset + first * sampleSize)..<(offset + last * sampleSize)]
    }
}
