// SPDX-License-Identifier: Apache-2.0

internal import AudioInput
internal import NIOCore

/// How audio goes over the wire: samples in an encoding, so many to a message.
struct FrameFormat: Sendable {
    static let sampleRate = 16_000

    /// How a sample is written.
    var encoding: SampleEncoding
    /// How much audio a message holds, in seconds.
    var duration: Double

    var samplesPerFrame: Int { Int((duration * Double(Self.sampleRate)).rounded()) }
    var bytesPerFrame: Int { samplesPerFrame * encoding.bytesPerSample }

    /// Samples followed by silence, so many frames in all.
    func encode(_ samples: [Float], frames: Int) -> ByteBuffer {
        var bytes = ByteBuffer()
        bytes.reserveCapacity(frames * bytesPerFrame)
        let silence = repeatElement(Float(0), count: max(0, frames * samplesPerFrame - samples.count))
        for sample in [samples[...], ArraySlice(silence)].joined() {
            switch encoding {
            case .f32: bytes.writeInteger(sample.bitPattern, endianness: .little)
            case .s16:
                bytes.writeInteger(Int16(max(-32_768, min(32_767, (sample * 32_768).rounded()))), endianness: .little)
            case .s32:
                let value = (Double(sample) * 2_147_483_648).rounded()
                bytes.writeInteger(Int32(max(-2_147_483_648, min(2_147_483_647, value))), endianness: .little)
            case .u8: bytes.writeInteger(UInt8(max(0, min(255, (sample * 128).rounded() + 128))))
            case .mulaw: bytes.writeInteger(G711.muLaw.encode(sample))
            case .alaw: bytes.writeInteger(G711.aLaw.encode(sample))
            }
        }
        return bytes
    }
}
