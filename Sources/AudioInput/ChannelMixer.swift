// SPDX-License-Identifier: Apache-2.0

/// Mixes the channels of a stream down to one: their average, unless they cancel each other out.
///
/// Two channels of opposite phase, as of a wrongly wired microphone, have an average of silence. Then the louder one is used instead.
/// The decision depends on the samples only, not on how they arrive, and the weights move gradually, so that there is no click.
struct ChannelMixer: Sendable {
    /// Frames between two decisions.
    private static let blockLength = 64
    /// How much of the recent energies one block leaves: about 512 frames are remembered.
    private static let recentDecay: Float = 7 / 8
    /// The same for the long-term energies: about 260,000 frames.
    private static let longDecay: Float = 1 - 1 / 4_096
    /// The average is expected to have at least this share of the energy that unrelated channels would leave.
    private static let cancellation: Float = 0.1
    /// Channels that leave such a share in the long run do not cancel out.
    private static let agreement: Float = 0.5
    /// Another channel is preferred if it has this many times the energy.
    private static let advantage: Float = 4
    /// Frames in which the weights go from one mix to another.
    private static let fadeLength: Float = 256
    /// Of the filter that takes a constant offset out of the energies.
    private static let offsetSpeed: Float = 1 / 256

    /// Energies of each channel and, at the end, of the average.
    private struct Energies {
        var values: [Float]

        init(channels: Int) { values = Array(repeating: 0, count: channels + 1) }

        var average: Float { values[values.count - 1] }

        /// The energy of the average in relation to what unrelated channels would leave; nil for silence.
        var share: Float? {
            let channels = values.count - 1
            let sum = values[..<channels].reduce(0, +)
            return sum > 1e-12 ? average * Float(channels * channels) / sum : nil
        }

        mutating func add(_ block: Energies, decay: Float) {
            for index in values.indices { values[index] = values[index] * decay + block.values[index] }
        }
    }

    let channels: Int
    private var offsets: [Float] = []
    private var block: Energies
    private var recent: Energies
    private var long: Energies
    private var blockFrames = 0
    /// The channel that is used; nil for the average of all.
    private var chosen: Int?
    /// How much each channel contributes; nil while the average is used.
    private var weights: [Float]?

    init(channels: Int) {
        self.channels = channels
        block = Energies(channels: channels)
        recent = block
        long = block
    }

    /// The next frame as one sample.
    mutating func mix(_ frame: UnsafeBufferPointer<Float>) -> Float {
        guard channels > 1 else { return frame[0] }
        measure(frame)
        let sample = weights == nil ? frame.reduce(0, +) / Float(channels) : weighted(frame)
        blockFrames += 1
        if blockFrames == Self.blockLength { decide() }
        return sample
    }

    private mutating func measure(_ frame: UnsafeBufferPointer<Float>) {
        if offsets.isEmpty { offsets = Array(frame) }
        var sum: Float = 0
        for channel in 0..<channels {
            let sample = frame[channel] - offsets[channel]
            // Numbers that are nearly 0 are slow.
            if sample.magnitude > 1e-12 { offsets[channel] += sample * Self.offsetSpeed }
            block.values[channel] += sample * sample
            sum += sample
        }
        let average = sum / Float(channels)
        block.values[channels] += average * average
    }

    /// The sum of the channels by their weights, which move towards what was decided.
    private mutating func weighted(_ frame: UnsafeBufferPointer<Float>) -> Float {
        guard var weights else { return 0 }
        self.weights = nil
        var sum: Float = 0
        var isDone = true
        for channel in 0..<channels {
            sum += weights[channel] * frame[channel]
            let target: Float = chosen.map { $0 == channel ? 1 : 0 } ?? 1 / Float(channels)
            let step = (target - weights[channel]) * Self.fadeLength
            if step.magnitude > 1 {
                weights[channel] += step > 0 ? 1 / Self.fadeLength : -1 / Self.fadeLength
                isDone = false
            } else {
                weights[channel] = target
            }
        }
        self.weights = isDone && chosen == nil ? nil : weights
        return sum
    }

    private mutating func decide() {
        let block = block
        recent.add(block, decay: Self.recentDecay)
        long.add(block, decay: Self.longDecay)
        self.block = Energies(channels: channels)
        blockFrames = 0
        guard let share = recent.share, let longShare = long.share else { return }
        // What is said is in others now.
        if let chosen, block.average > Self.advantage * block.values[chosen] { self.chosen = nil }
        if share < Self.cancellation, longShare < Self.agreement {
            choose()
        } else if longShare > Self.agreement {
            chosen = nil
        }
    }

    private mutating func choose() {
        let loudest = (0..<channels).max { recent.values[$0] < recent.values[$1] } ?? 0
        if let chosen, recent.values[loudest] < Self.advantage * recent.values[chosen] { return }
        chosen = loudest
        weights = weights ?? Array(repeating: 1 / Float(channels), count: channels)
    }
}
