// SPDX-License-Identifier: Apache-2.0

/// How a sample of raw PCM is written; several bytes are little-endian.
public enum SampleEncoding: String, Sendable, Hashable, CaseIterable {
    /// 32-bit IEEE float, full scale ±1.
    case f32
    /// 16-bit signed integer, full scale ±32768.
    case s16
    /// 32-bit signed integer, full scale ±2³¹.
    case s32
    /// 8-bit unsigned integer, as WAV files have it: 128 is silence.
    case u8
    /// 8-bit µ-law of ITU-T G.711.
    case mulaw
    /// 8-bit A-law of ITU-T G.711.
    case alaw

    /// Bytes of one sample of one channel.
    public var bytesPerSample: Int {
        switch self {
        case .f32, .s32: 4
        case .s16: 2
        case .u8, .mulaw, .alaw: 1
        }
    }
}
