// SPDX-License-Identifier: Apache-2.0

import COpus

/// libopus' decoder of one stream, straight to 16 kHz.
///
/// Unchecked around the C pointer: it belongs to one stream, which is not copied, so that it never has two users.
final class OpusPacketDecoder: @unchecked Sendable {
    /// The rate that comes out, in Hz.
    static let sampleRate = 16_000
    /// A packet holds 120 ms at most.
    private static let longest = sampleRate * 120 / 1_000

    private let header: OpusHeader
    private let state: OpaquePointer

    /// - Throws: ``AudioInputError`` with code `notAudio` or `outOfMemory`.
    init(_ header: OpusHeader) throws(AudioInputError) {
        var code: Int32 = 0
        let state = opus_multistream_decoder_create(
            Int32(Self.sampleRate), Int32(header.channels), Int32(header.streams), Int32(header.coupledStreams),
            header.mapping, &code)
        guard let state else {
            throw code == OPUS_ALLOC_FAIL
                ? AudioInputError(.outOfMemory, "No memory for an Opus decoder")
                : AudioInputError(.notAudio, "The Opus header makes no sense", remedy: "Check the recorder")
        }
        self.header = header
        self.state = state
    }

    deinit { opus_multistream_decoder_destroy(state) }

    /// How many samples a packet holds for each channel; nil if it is damaged.
    static func frames(of packet: [UInt8]) -> Int? {
        let count = opus_packet_get_nb_samples(packet, Int32(clamping: packet.count), Int32(sampleRate))
        return count > 0 && count <= longest ? Int(count) : nil
    }

    /// The samples of a packet; nil if it is damaged.
    func decode(_ packet: [UInt8]) -> AudioBlock? {
        guard Self.frames(of: packet) != nil else { return nil }
        return decode(packet, count: packet.count, frames: Self.longest)
    }

    /// What a lost packet of so many samples a channel may have held, from what came before it.
    func conceal(frames: Int) -> AudioBlock? {
        decode(nil, count: 0, frames: min(frames, Self.longest))
    }

    private func decode(_ packet: [UInt8]?, count: Int, frames: Int) -> AudioBlock? {
        let channels = header.channels
        var samples = [Float](unsafeUninitializedCapacity: frames * channels) { buffer, initialized in
            let decoded = opus_multistream_decode_float(
                state, packet, Int32(clamping: count), buffer.baseAddress!, Int32(frames), 0)
            initialized = max(0, Int(decoded)) * channels
        }
        guard !samples.isEmpty else { return nil }
        if header.gain != 1 { samples = samples.map { $0 * header.gain } }
        return AudioBlock(samples: samples, sampleRate: Self.sampleRate, channels: channels)
    }
}
