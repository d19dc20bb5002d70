// SPDX-License-Identifier: Apache-2.0

/// Turns raw little-endian PCM bytes into mono samples.
///
/// The stream may be cut anywhere: bytes of an unfinished frame wait for the next call, so that any split of the same bytes
/// gives the same samples. Channels are averaged, unless they cancel each other out. A NaN or infinite sample becomes 0, one beyond full scale is clipped to ±1.
public struct PCMDecoder: Sendable {
    /// The numbers of interleaved channels that can be decoded.
    public static let channelCounts = 1...32

    /// How samples are written.
    public let encoding: SampleEncoding
    /// Interleaved channels.
    public let channels: Int
    /// Samples so far that were NaN or infinite, of any channel.
    public private(set) var invalidSamples = 0
    /// Samples so far that lay beyond ±1, of any channel. Many of them mean a wrong encoding.
    public private(set) var clippedSamples = 0
    /// Bytes of an unfinished frame.
    private var remainder: [UInt8] = []
    private var mixer: ChannelMixer
    /// The samples of a frame.
    private var channelSamples: [Float]

    /// A decoder at the start of a stream.
    ///
    /// - Throws: ``AudioInputError`` with code `unsupportedChannels`.
    public init(encoding: SampleEncoding, channels: Int = 1) throws(AudioInputError) {
        guard Self.channelCounts.contains(channels) else {
            throw AudioInputError(
                .unsupportedChannels, "Audio of \(channels) channels is not supported",
                remedy: "Send 1 to \(Self.channelCounts.upperBound) channels")
        }
        self.encoding = encoding
        self.channels = channels
        mixer = ChannelMixer(channels: channels)
        channelSamples = Array(repeating: 0, count: channels)
    }

    /// Bytes that wait for the rest of their frame; at the end of a stream they are lost.
    public var pendingBytes: Int { remainder.count }

    /// The frames that `bytes` complete, as one sample each in −1…1.
    public mutating func decode(_ bytes: some Sequence<UInt8>) -> [Float] {
        if let samples = bytes.withContiguousStorageIfAvailable({ decode(UnsafeRawBufferPointer($0)) }) {
            return samples
        }
        return Array(bytes).withUnsafeBytes { decode($0) }
    }

    private mutating func decode(_ bytes: UnsafeRawBufferPointer) -> [Float] {
        let frameSize = encoding.bytesPerSample * channels
        let frames = (remainder.count + bytes.count) / frameSize
        guard frames > 0 else {
            remainder += bytes
            return []
        }
        var samples: [Float] = []
        samples.reserveCapacity(frames)
        var position = 0
        if !remainder.isEmpty {
            position = frameSize - remainder.count
            remainder += bytes[..<position]
            remainder.withUnsafeBytes { samples.append(frame(of: $0, at: 0)) }
            remainder.removeAll(keepingCapacity: true)
        }
        while position + frameSize <= bytes.count {
            samples.append(frame(of: bytes, at: position))
            position += frameSize
        }
        remainder += bytes[position...]
        return samples
    }

    /// The frame at byte `offset`, as one sample.
    private mutating func frame(of bytes: UnsafeRawBufferPointer, at offset: Int) -> Float {
        guard channels > 1 else { return sample(of: bytes, at: offset) }
        for channel in 0..<channels {
            channelSamples[channel] = sample(of: bytes, at: offset + channel * encoding.bytesPerSample)
        }
        return channelSamples.withUnsafeBufferPointer { mixer.mix($0) }
    }

    private mutating func sample(of bytes: UnsafeRawBufferPointer, at offset: Int) -> Float {
        // Network buffers are not aligned.
        switch encoding {
        case .f32:
            let bits = bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
            return checked(Float(bitPattern: UInt32(littleEndian: bits)))
        case .s16:
            return Float(Int16(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Int16.self))) / 32768
        case .s32:
            let value = bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self)
            return Float(Int32(littleEndian: value)) / 2_147_483_648
        case .u8: return (Float(bytes[offset]) - 128) / 128
        case .mulaw: return G711.muLaw.samples[Int(bytes[offset])]
        case .alaw: return G711.aLaw.samples[Int(bytes[offset])]
        }
    }

    private mutating func checked(_ sample: Float) -> Float {
        guard sample.magnitude > 1 || sample.isNaN else { return sample }
        guard sample.isFinite else {
            invalidSamples += 1
            return 0
        }
        clippedSamples += 1
        return sample > 0 ? 1 : -1
    }
}
