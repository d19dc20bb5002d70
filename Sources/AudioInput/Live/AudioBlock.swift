/// Decoded audio of a format's own rate and channels.
struct AudioBlock {
    /// Interleaved samples, full scale ±1.
    var samples: [Float]
    /// In Hz.
    var sampleRate: Int
    var channels: Int

    /// How many samples each channel has.
    var frames: Int { samples.count / channels }

    /// The average of the channels, within ±1; what is no number is 0.
    var mono: [Float] {
        (0..<frames).map { frame in
            var sum: Float = 0
            for channel in 0..<channels { sum += samples[frame * channels + channel] }
            let sample = sum / Float(channels)
            return sample.isFinite ? min(1, max(-1, sample)) : 0
        }
    }
}
