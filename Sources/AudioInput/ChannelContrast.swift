// SPDX-License-Identifier: Apache-2.0

/// Tells a call, with a speaker on each of two channels, from a stereo recording of one room.
///
/// In a room both channels rise and fall together, however differently the microphones stand. Of a call there are many moments in
/// which one channel is much louder, and many in which the other is. A single silent channel has the one kind of moments only.
struct ChannelContrast: Sendable {
    /// Frames of a moment, by the rate of the recording.
    private let momentLength: Int
    /// 12 dB.
    private static let muchLouder: Float = 16
    /// −50 dBFS: quieter moments say nothing.
    private static let audible: Float = 1e-5
    /// So much of what is audible has each channel to itself.
    private static let share = 0.1
    /// Seconds that each has to itself, at least.
    private static let least = 1.0

    private var energies: (Float, Float) = (0, 0)
    private var frames = 0
    private var moments = 0
    private var alone = (0, 0)

    /// - Parameter sampleRate: in Hz.
    init(sampleRate: Int) {
        momentLength = max(1, sampleRate / 10)
    }

    /// Whether two speakers have a channel each, as far as the recording was read.
    var isCall: Bool {
        let least = max(Int(Self.least * 10), Int(Self.share * Double(moments)))
        return alone.0 >= least && alone.1 >= least
    }

    /// Takes in interleaved samples of two channels.
    mutating func append(_ samples: [Float]) {
        for index in stride(from: 0, to: samples.count - 1, by: 2) {
            energies.0 += samples[index] * samples[index]
            energies.1 += samples[index + 1] * samples[index + 1]
            frames += 1
            if frames == momentLength { endMoment() }
        }
    }

    private mutating func endMoment() {
        let audible = Self.audible * Float(momentLength)
        if max(energies.0, energies.1) > audible {
            moments += 1
            if energies.0 > Self.muchLouder * energies.1 { alone.0 += 1 }
            if energies.1 > Self.muchLouder * energies.0 { alone.1 += 1 }
        }
        energies = (0, 0)
        frames = 0
    }
}
