// SPDX-License-Identifier: Apache-2.0

import CFLAC

/// libFLAC's decoder, one frame at a time.
///
/// Unchecked around the C pointer: it belongs to one stream, which is not copied, so that it never has two users.
final class FLACFrames: @unchecked Sendable {
    private let decoder: UnsafeMutablePointer<FLAC__StreamDecoder>
    /// What the library reads, only while it does.
    private var bytes: [UInt8] = []
    private var position = 0
    private var block: AudioBlock?
    private var isDamaged = false

    /// - Throws: ``AudioInputError`` with code `outOfMemory`.
    init() throws(AudioInputError) {
        let noMemory = AudioInputError(.outOfMemory, "No memory for a FLAC decoder")
        guard let decoder = FLAC__stream_decoder_new() else { throw noMemory }
        self.decoder = decoder
        let status = FLAC__stream_decoder_init_stream(
            decoder,
            { _, buffer, count, client in FLACFrames.from(client).read(buffer, count) },
            nil,
            { _, offset, client in
                offset?.pointee = FLAC__uint64(FLACFrames.from(client).position)
                return FLAC__STREAM_DECODER_TELL_STATUS_OK
            },
            nil, nil,
            { _, frame, channels, client in FLACFrames.from(client).write(frame, channels) },
            nil,
            // What is damaged is passed over.
            { _, _, client in FLACFrames.from(client).isDamaged = true },
            Unmanaged.passUnretained(self).toOpaque())
        guard status == FLAC__STREAM_DECODER_INIT_STATUS_OK else {
            FLAC__stream_decoder_delete(decoder)
            throw noMemory
        }
    }

    deinit { FLAC__stream_decoder_delete(decoder) }

    private static func from(_ client: UnsafeMutableRawPointer?) -> FLACFrames {
        Unmanaged.fromOpaque(client!).takeUnretainedValue()
    }

    /// The first whole frame in `stream` from a position on, or the description of the samples, where it ends, and whether there
    /// was damage; nil if there is none.
    func decode(
        _ stream: inout [UInt8], from start: Int
    ) -> (block: AudioBlock?, end: Int, isDamaged: Bool)? {
        swap(&bytes, &stream)
        defer { swap(&bytes, &stream) }
        position = start
        block = nil
        isDamaged = false
        let isDescription = bytes[start...].starts(with: "fLaC".utf8)
        let isDecoded: Bool
        if isDescription {
            FLAC__stream_decoder_reset(decoder)
            isDecoded = FLAC__stream_decoder_process_until_end_of_metadata(decoder) != 0
        } else {
            FLAC__stream_decoder_flush(decoder)
            isDecoded = FLAC__stream_decoder_process_single(decoder) != 0 && block != nil
        }
        var end: FLAC__uint64 = 0
        guard isDecoded, FLAC__stream_decoder_get_decode_position(decoder, &end) != 0 else { return nil }
        return (block, Int(end), isDamaged)
    }

    private func read(
        _ buffer: UnsafeMutablePointer<FLAC__byte>?, _ count: UnsafeMutablePointer<Int>?
    ) -> FLAC__StreamDecoderReadStatus {
        guard let buffer, let count, position < bytes.count else {
            count?.pointee = 0
            return FLAC__STREAM_DECODER_READ_STATUS_END_OF_STREAM
        }
        count.pointee = min(count.pointee, bytes.count - position)
        bytes.withUnsafeBufferPointer { buffer.update(from: $0.baseAddress! + position, count: count.pointee) }
        position += count.pointee
        return FLAC__STREAM_DECODER_READ_STATUS_CONTINUE
    }

    private func write(
        _ frame: UnsafePointer<FLAC__Frame>?, _ channels: UnsafePointer<UnsafePointer<FLAC__int32>?>?
    ) -> FLAC__StreamDecoderWriteStatus {
        guard let header = frame?.pointee.header, let channels else { return FLAC__STREAM_DECODER_WRITE_STATUS_ABORT }
        let scale = 1 / Float(Int64(1) << Int64(max(1, header.bits_per_sample) - 1))
        let count = Int(header.channels)
        var samples = [Float](repeating: 0, count: Int(header.blocksize) * count)
        for channel in 0..<count {
            guard let source = channels[channel] else { continue }
            for index in 0..<Int(header.blocksize) { samples[index * count + channel] = Float(source[index]) * scale }
        }
        block = AudioBlock(samples: samples, sampleRate: Int(header.sample_rate), channels: count)
        return FLAC__STREAM_DECODER_WRITE_STATUS_CONTINUE
    }
}
