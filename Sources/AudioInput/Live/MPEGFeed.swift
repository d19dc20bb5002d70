// SPDX-License-Identifier: Apache-2.0

import CMPG123

/// libmpg123's decoder, fed with bytes.
///
/// Unchecked around the C pointer: it belongs to one stream, which is not copied, so that it never has two users.
final class MPEGFeed: @unchecked Sendable {
    /// Samples at a time, of all channels.
    private static let blockSize = 1 << 14

    private let handle: OpaquePointer
    private var sampleRate = 0
    private var channels = 0

    /// - Throws: ``AudioInputError`` with code `outOfMemory`.
    init() throws(AudioInputError) {
        mpg123_init()
        guard let handle = mpg123_new(nil, nil) else {
            throw AudioInputError(.outOfMemory, "No memory for an MP3 decoder")
        }
        self.handle = handle
        let flags = MPG123_FORCE_FLOAT.rawValue | MPG123_QUIET.rawValue | MPG123_SKIP_ID3V2.rawValue
        mpg123_param(handle, MPG123_ADD_FLAGS, Int(flags), 0)
        // However long the damage is.
        mpg123_param(handle, MPG123_RESYNC_LIMIT, -1, 0)
        mpg123_open_feed(handle)
    }

    deinit { mpg123_delete(handle) }

    /// Forgets what was fed.
    func restart() { mpg123_open_feed(handle) }

    func append(_ bytes: [UInt8]) { mpg123_feed(handle, bytes, bytes.count) }

    /// The next samples; nil when more bytes are needed.
    func decode() -> AudioBlock? {
        while true {
            var size = 0
            var code: Int32 = 0
            let samples = [Float](unsafeUninitializedCapacity: Self.blockSize) { buffer, count in
                code = mpg123_read(
                    handle, buffer.baseAddress, Self.blockSize * MemoryLayout<Float>.stride, &size)
                count = size / MemoryLayout<Float>.stride
            }
            if !samples.isEmpty, channels > 0 {
                let whole = samples.count / channels * channels
                let block = AudioBlock(
                    samples: Array(samples.prefix(whole)), sampleRate: sampleRate, channels: channels)
                // The format of what comes next.
                if code == MPG123_NEW_FORMAT.rawValue { updateFormat() }
                return block
            }
            guard code == MPG123_NEW_FORMAT.rawValue else { return nil }
            updateFormat()
        }
    }

    private func updateFormat() {
        var rate = 0
        var channels: Int32 = 0
        var encoding: Int32 = 0
        guard mpg123_getformat(handle, &rate, &channels, &encoding) == MPG123_OK.rawValue else { return }
        sampleRate = rate
        self.channels = Int(channels)
    }
}
