// SPDX-License-Identifier: Apache-2.0

/// A track of Opus packets and their times. Gaps are filled, so that times go on counting samples.
///
/// Times are in samples of 16 kHz from any beginning.
struct OpusTrack {
    /// A smaller difference between the times of a container is no gap: they are rounded, and a capture clock wavers.
    private static let tolerance = OpusPacketDecoder.sampleRate / 10
    /// A greater one is a damaged time.
    private static let longestGap = OpusPacketDecoder.sampleRate * 30
    /// So much is concealed from what came before; beyond it there is only silence.
    private static let concealment = OpusPacketDecoder.sampleRate * 3 / 50
    /// After so many packets none of which can be decoded, no more are tried.
    private static let patience = 50

    private let decoder: OpusPacketDecoder
    private let channels: Int
    private var preSkip: Int
    private var lastFrames = OpusPacketDecoder.sampleRate / 50
    /// The time of the next packet; nil while no time is known.
    private var time: Int?
    private var damaged = 0
    private var hasDecoded = false
    /// Bytes of packets that could not be decoded.
    private(set) var discarded = 0

    init(_ header: OpusHeader) throws(AudioInputError) {
        decoder = try OpusPacketDecoder(header)
        channels = header.channels
        preSkip = header.preSkip / 3
    }

    /// The samples of a packet, and before them those that are missing; nil if there are none to be played.
    ///
    /// - Parameters:
    ///   - packet: an empty one was lost.
    ///   - start: when it begins, if the container tells.
    ///   - end: when the track ends, if it does so within this packet.
    /// - Throws: ``AudioInputError`` with code `notAudio` when no packet so far could be decoded.
    mutating func decode(_ packet: [UInt8], at start: Int? = nil, end: Int? = nil) throws(AudioInputError)
        -> AudioBlock?
    {
        var samples = fill(until: start)
        if let block = try decode(packet) {
            samples += block.samples
            lastFrames = block.frames
            time = time.map { $0 + block.frames }
        }
        if let end, let time, end < time {
            samples.removeLast(min(samples.count, min(time - end, lastFrames) * channels))
        }
        let skipped = min(preSkip, samples.count / channels)
        preSkip -= skipped
        samples.removeFirst(skipped * channels)
        guard !samples.isEmpty else { return nil }
        return AudioBlock(samples: samples, sampleRate: OpusPacketDecoder.sampleRate, channels: channels)
    }

    private mutating func decode(_ packet: [UInt8]) throws(AudioInputError) -> AudioBlock? {
        if let block = decoder.decode(packet) {
            hasDecoded = true
            return block
        }
        if !packet.isEmpty {
            damaged += 1
            discarded += packet.count
        }
        guard hasDecoded || damaged < Self.patience else {
            throw AudioInputError(
                .notAudio, "None of the first \(damaged) packets is Opus", remedy: "Send one packet in each message")
        }
        return hasDecoded ? decoder.conceal(frames: lastFrames) : nil
    }

    /// What is missing before a packet.
    private mutating func fill(until start: Int?) -> [Float] {
        defer { time = start ?? time }
        guard let start, let time, start - time > Self.tolerance, start - time < Self.longestGap else { return [] }
        let concealed = decoder.conceal(frames: Self.concealment)?.samples ?? []
        return concealed + [Float](repeating: 0, count: max(0, (start - time) * channels - concealed.count))
    }
}
