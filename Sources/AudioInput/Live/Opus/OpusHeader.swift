// SPDX-License-Identifier: Apache-2.0

/// What the identification header of an Opus stream tells (RFC 7845, 5.1).
struct OpusHeader: Equatable {
    /// Channels that come out.
    var channels = 2
    /// Samples of 48 kHz at the beginning that are not played.
    var preSkip = 0
    /// What every sample is multiplied by.
    var gain: Float = 1
    /// Packets of one stream each that make up a packet.
    var streams = 1
    /// How many of them are stereo.
    var coupledStreams = 1
    /// Which decoded channel each channel is; 255 for silence.
    var mapping: [UInt8] = [0, 1]

    /// A stream without a header, mono or stereo.
    init() {}

    /// Reads a header; nil for anything else.
    init?(_ bytes: [UInt8]) {
        guard bytes.count >= 19, bytes.prefix(8).elementsEqual("OpusHead".utf8), bytes[8] & 0xF0 == 0 else {
            return nil
        }
        let number = { (index: Int) in Int(bytes[index]) | Int(bytes[index + 1]) << 8 }
        channels = Int(bytes[9])
        preSkip = number(10)
        // In steps of 1/256 dB.
        gain = Decibels.factor(Float(Int16(truncatingIfNeeded: number(16))) / 256)
        if bytes[18] == 0 {
            guard (1...2).contains(channels) else { return nil }
            (streams, coupledStreams) = (1, channels - 1)
            mapping = channels == 1 ? [0] : [0, 1]
        } else {
            guard (1...PCMDecoder.channelCounts.upperBound).contains(channels), bytes.count >= 21 + channels else {
                return nil
            }
            (streams, coupledStreams) = (Int(bytes[19]), Int(bytes[20]))
            mapping = Array(bytes[21..<21 + channels])
            guard streams > 0, coupledStreams <= streams,
                mapping.allSatisfy({ $0 == 255 || $0 < streams + coupledStreams })
            else { return nil }
        }
    }
}
