// SPDX-License-Identifier: Apache-2.0

public import Weights

/// Silero VAD v6 for 16 kHz: a network that tells how likely speech is.
///
/// The graph, for a window of 512 samples with the 64 before it: reflect padding of 64 on the right, a short-time
/// Fourier transform as a convolution (258 × 256, stride 128) and its magnitude, four convolutions with ReLU (strides
/// 1, 2, 2, 1), an LSTM cell of 128, ReLU, a 1×1 convolution, sigmoid. About 0.7 million multiply-adds.
/// Source: <https://github.com/snakers4/silero-vad>, whose weights are published under the MIT licence.
///
/// The weights are those of the official ONNX model. `silero_vad_16k.safetensors` in the same package is another
/// checkpoint, with other probabilities: <https://github.com/snakers4/silero-vad/issues/768>.
///
/// A model holds the weights only; many ``VoiceActivityDetector``s share one.
public struct VoiceActivityModel: Sendable {
    /// Samples in a window.
    public static let windowSize = 512
    /// Samples a second.
    public static let sampleRate = 16_000

    /// The name that the weights' file has in the package `silero-vad`.
    public static let fileName = "silero_vad_16k_op15.onnx"

    /// Samples of the previous window in front of a window.
    static let context = 64
    /// Frequency bins.
    static let bins = 129
    /// Short-time spectra in a window.
    static let frames = 4
    /// Size of the LSTM's state.
    static let hidden = 128

    let spectrum: DenseLayer
    let convolutions: [DenseLayer]
    let gates: DenseLayer
    let output: [Float]
    let outputBias: Float

    /// Loads the weights from the official ONNX model for 16 kHz, ``fileName``.
    ///
    /// - Throws: ``WeightsError`` if the file cannot be read, is damaged, or holds another model.
    public init(path: String) throws(WeightsError) {
        let file = try ONNXFile(path: path)
        spectrum = DenseLayer(
            weights: try file.floats("model.stft.forward_basis_buffer", shape: [2 * Self.bins, 1, 256]),
            bias: [Float](repeating: 0, count: 2 * Self.bins), rectified: false)
        // The third convolution sees two frames and the fourth one: their other taps only ever meet padding.
        convolutions = [
            try Self.convolution(file, "model.encoder.0.reparam_conv", from: Self.bins, to: 128, taps: 0...2),
            try Self.convolution(file, "model.encoder.1.reparam_conv", from: 128, to: 64, taps: 0...2),
            try Self.convolution(file, "model.encoder.2.reparam_conv", from: 64, to: 64, taps: 1...2),
            try Self.convolution(file, "model.encoder.3.reparam_conv", from: 64, to: 128, taps: 1...1),
        ]
        gates = try Self.gates(file)
        output = try file.floats("model.decoder.decoder.2.weight", shape: [1, Self.hidden, 1])
        outputBias = try file.floats("model.decoder.decoder.2.bias", shape: [1])[0]
    }

    /// A convolution of width 3 as a dense layer over frames that lie one after another, channels innermost.
    private static func convolution(
        _ file: ONNXFile, _ name: String, from channels: Int, to outputs: Int, taps: ClosedRange<Int>
    ) throws(WeightsError) -> DenseLayer {
        let stored = try file.floats("\(name).weight", shape: [outputs, channels, 3])
        var weights: [Float] = []
        weights.reserveCapacity(outputs * channels * taps.count)
        for output in 0..<outputs {
            for tap in taps {
                for channel in 0..<channels {
                    weights.append(stored[(output * channels + channel) * 3 + tap])
                }
            }
        }
        return DenseLayer(weights: weights, bias: try file.floats("\(name).bias", shape: [outputs]), rectified: true)
    }

    /// The LSTM's four gates, each for all units, over the input followed by the previous output.
    private static func gates(_ file: ONNXFile) throws(WeightsError) -> DenseLayer {
        let shape = [4 * hidden, hidden]
        let input = try file.floats("model.decoder.rnn.weight_ih", shape: shape)
        let recurrent = try file.floats("model.decoder.rnn.weight_hh", shape: shape)
        var weights: [Float] = []
        weights.reserveCapacity(2 * input.count)
        for row in 0..<(4 * hidden) {
            weights += input[(row * hidden)..<((row + 1) * hidden)]
            weights += recurrent[(row * hidden)..<((row + 1) * hidden)]
        }
        let inputBias = try file.floats("model.decoder.rnn.bias_ih", shape: [4 * hidden])
        let recurrentBias = try file.floats("model.decoder.rnn.bias_hh", shape: [4 * hidden])
        return DenseLayer(weights: weights, bias: zip(inputBias, recurrentBias).map(+), rectified: false)
    }
}
