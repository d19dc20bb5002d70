// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Tells for each window of an audio stream how likely it is that it contains speech.
///
/// One detector a stream: it remembers what it has received. A value of about 17 KB; nothing is allocated for a window.
public struct VoiceActivityDetector: Sendable {
    private typealias Model = VoiceActivityModel

    private let model: VoiceActivityModel
    private var memory: [Float]

    /// Where things lie in `memory`.
    private enum Place {
        /// Context, window, reflection.
        static let audio = 0
        /// Real then imaginary parts of each frame.
        static let spectrum = audio + Model.context + Model.windowSize + Model.context
        static let spectrumStride = 264
        /// Magnitudes of each frame, between two frames of zeros.
        static let magnitudes = spectrum + Model.frames * spectrumStride
        /// First convolution: a frame of zeros, four frames.
        static let first = magnitudes + (Model.frames + 2) * Model.bins
        /// Second convolution: two frames.
        static let second = first + (Model.frames + 1) * 128
        static let third = second + 2 * 64
        /// The LSTM's input, and behind it its previous output.
        static let input = third + 64
        static let hidden = input + Model.hidden
        static let cell = hidden + Model.hidden
        /// Input, forget, cell and output gate.
        static let gates = cell + Model.hidden
        static let end = gates + 4 * Model.hidden
    }

    /// A detector that has received nothing yet.
    public init(model: VoiceActivityModel) {
        self.model = model
        memory = [Float](repeating: 0, count: Place.end)
    }

    /// Forgets what was received, as for a new stream.
    public mutating func reset() {
        for index in memory.indices { memory[index] = 0 }
    }

    /// The probability of speech, from 0 to 1, in the stream's next window.
    ///
    /// A window whose values the network cannot digest (infinities, NaN) gives 0 and makes the detector forget.
    ///
    /// - Parameter window: 512 samples at 16 kHz, in ±1. Another number of samples is a programmer's error.
    public mutating func probability(ofWindow window: some Collection<Float>) -> Float {
        precondition(window.count == Model.windowSize, "a window has \(Model.windowSize) samples")
        let model = model
        let result = memory.withUnsafeMutableBufferPointer { memory in
            guard let memory = memory.baseAddress else { return Float.nan }
            Self.listen(to: window, memory + Place.audio)
            Self.analyze(model, memory)
            return Self.recall(model, memory)
        }
        guard result.isFinite else {
            reset()
            return 0
        }
        return result
    }

    /// Moves the end of the last window to the front, takes in the new one, reflects its end.
    private static func listen(to window: some Collection<Float>, _ audio: UnsafeMutablePointer<Float>) {
        let length = Model.context + Model.windowSize
        audio.update(from: audio + Model.windowSize, count: Model.context)
        let place = UnsafeMutableBufferPointer(start: audio + Model.context, count: Model.windowSize)
        if window.withContiguousStorageIfAvailable({ _ = place.update(from: $0) }) == nil {
            _ = place.update(from: window)
        }
        for index in 0..<Model.context {
            audio[length + index] = audio[length - 2 - index]
        }
    }

    /// From the audio to the LSTM's input.
    private static func analyze(_ model: VoiceActivityModel, _ memory: UnsafeMutablePointer<Float>) {
        model.spectrum.applyToFour(
            memory + Place.audio, stride: 128, to: memory + Place.spectrum, outputStride: Place.spectrumStride)
        for frame in 0..<Model.frames {
            let real = memory + (Place.spectrum + frame * Place.spectrumStride)
            let imaginary = real + Model.bins
            let magnitudes = memory + (Place.magnitudes + (frame + 1) * Model.bins)
            for bin in 0..<Model.bins {
                magnitudes[bin] = (real[bin] * real[bin] + imaginary[bin] * imaginary[bin]).squareRoot()
            }
        }
        let convolutions = model.convolutions
        convolutions[0].applyToFour(
            memory + Place.magnitudes, stride: Model.bins, to: memory + (Place.first + 128), outputStride: 128)
        convolutions[1].apply(memory + Place.first, to: memory + Place.second)
        convolutions[1].apply(memory + (Place.first + 2 * 128), to: memory + (Place.second + 64))
        convolutions[2].apply(memory + Place.second, to: memory + Place.third)
        convolutions[3].apply(memory + Place.third, to: memory + Place.input)
    }

    /// The LSTM's step, and the probability from its output.
    private static func recall(_ model: VoiceActivityModel, _ memory: UnsafeMutablePointer<Float>) -> Float {
        model.gates.apply(memory + Place.input, to: memory + Place.gates)
        let (hidden, cell, gates) = (memory + Place.hidden, memory + Place.cell, memory + Place.gates)
        var logit = model.outputBias
        for unit in 0..<Model.hidden {
            let input = sigmoid(gates[unit])
            let forget = sigmoid(gates[unit + Model.hidden])
            let candidate = tanh(gates[unit + 2 * Model.hidden])
            let output = sigmoid(gates[unit + 3 * Model.hidden])
            cell[unit] = forget * cell[unit] + input * candidate
            hidden[unit] = output * tanh(cell[unit])
            logit += max(hidden[unit], 0) * model.output[unit]
        }
        return sigmoid(logit)
    }

    private static func sigmoid(_ value: Float) -> Float { 1 / (1 + exp(-value)) }
}
