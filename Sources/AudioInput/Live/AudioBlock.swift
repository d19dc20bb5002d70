// SPDX-License-Identifier: Apache-2.0

/// Decoded audio of a format's own rate and channels.
struct AudioBlock {
    /// Interleaved samples, full scale ±1.
    var samples: [Float]
    /// In Hz.
    var sampleRate: Int
    var channels: Int

    /// How many samples each channel has.
    var frames: Int { samples.count / channels }

    /// The channels mixed down to one, within ±1; what is no number is 0.
    func mono(_ mixer: inout ChannelMixer) -> [Float] {
        if mixer.channels != channels { mixer = ChannelMixer(channels: channels) }
        let samples = samples.map { $0.isFinite ? $0 : 0 }
        return samples.withUnsafeBufferPointer { samples in
            (0..<frames).map { frame in
                let start = frame * channels
                return min(1, max(-1, mixer.mix(UnsafeBufferPointer(rebasing: samples[start..<start + channels]))))
            }
        }
    }
}
