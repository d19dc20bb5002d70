// SPDX-License-Identifier: Apache-2.0

internal import CKernels
public import Weights

/// The encoder of Resemblyzer: an LSTM of three layers over 1.6 s of voice, trained to tell speakers apart.
///
/// 40 bands of mel power every 10 ms, three layers of 256 units, a projection of the last output, ReLU, length 1.
/// Method: Wan et al., "Generalized end-to-end loss for speaker verification", <https://arxiv.org/abs/1710.10467>.
/// Weights: <https://github.com/resemble-ai/Resemblyzer>, Apache-2.0.
public struct VoiceEncoder: SpeakerEncoder {
    /// The name that the weights' file has in the package `Resemblyzer`.
    public static let fileName = "pretrained.pt"

    /// 1.6 s, as it was trained with.
    public let windowSize = 25_600
    /// The width of its layers.
    public let dimensions = 256
    /// Measured with readers of LibriSpeech's train-clean-100, none of whom it was trained with.
    public let similarity = SpeakerSimilarity(same: 0.757, different: 0.5, halves: 0.55...0.7)

    private static let layerCount = 3
    private let mel = MelPower()
    private let layers: [LSTMLayer]
    private let projection: [Float]
    private let bias: [Float]

    /// Loads the weights from the checkpoint of the package, ``fileName``.
    ///
    /// - Throws: ``WeightsError`` if the file cannot be read, is damaged, or holds another model.
    public init(path: String) throws(WeightsError) {
        let file = try TorchCheckpoint(path: path)
        var layers: [LSTMLayer] = []
        for index in 0..<Self.layerCount {
            layers.append(
                try LSTMLayer(
                    file, prefix: "model_state.lstm.", index: index,
                    inputs: index == 0 ? MelPower.bands : dimensions,
                    units: dimensions, isExact: index == 0))
        }
        self.layers = layers
        projection = try file.floats("model_state.linear.weight", shape: [dimensions, dimensions])
        bias = try file.floats("model_state.linear.bias", shape: [dimensions])
    }

    /// The embeddings of some windows; those of equal length are computed side by side.
    public func embeddings(of windows: [ArraySlice<Float>]) -> [SpeakerEmbedding] {
        let nothing = [Float](repeating: 0, count: dimensions)
        var results = windows.map { _ in SpeakerEmbedding(whole: nothing, firstHalf: nothing) }
        // Sequences side by side have the same length.
        for (frames, indices) in Dictionary(
            grouping: windows.indices, by: { MelPower.frames(windows[$0].count) })
        {
            let spectra = indices.map { spectrum(windows[$0].prefix(windowSize)) }
            let output = run(spectra, frames: frames)
            let wholes = project(output, sequences: spectra.count, step: frames - 1)
            let halves = project(output, sequences: spectra.count, step: min(frames, fullFrames / 2) - 1)
            for (sequence, index) in indices.enumerated() {
                results[index] = SpeakerEmbedding(whole: wholes[sequence], firstHalf: halves[sequence])
            }
        }
        return results
    }

    private var fullFrames: Int { windowSize / MelPower.hop }

    /// The outputs of the last layer: a row for each sequence and step.
    private func run(_ spectra: [[Float]], frames: Int) -> QuantizedRows {
        let (count, bands) = (spectra.count, MelPower.bands)
        var rows = QuantizedRows(rows: count * frames, columns: bands)
        for (sequence, spectrum) in spectra.enumerated() {
            for (index, value) in spectrum.enumerated() {
                rows.floats[(index / bands * count + sequence) * bands + index % bands] = value
            }
        }
        for layer in layers {
            let output = QuantizedRows(rows: count * frames, columns: layer.units)
            layer.run(rows, sequences: count, steps: frames, output: output)
            rows = output
        }
        return rows
    }

    /// The embeddings of all sequences as they end with `step`.
    private func project(_ rows: QuantizedRows, sequences: Int, step: Int) -> [[Float]] {
        var projected = [Float](repeating: 0, count: sequences * dimensions)
        steno_few_rows(
            rows.floats + step * sequences * dimensions, dimensions, sequences, projection, dimensions,
            dimensions,
            false, &projected, dimensions)
        return (0..<sequences).map { sequence in
            let start = sequence * dimensions
            return Vector.unit((0..<dimensions).map { max(0, projected[start + $0] + bias[$0]) })
        }
    }

    /// The mel power of a window at the level that the encoder knows: as in Resemblyzer, −30 dBFS or louder.
    ///
    /// Resemblyzer raises a recording as a whole. Of a stream nobody knows the whole, so each window is raised by itself.
    private func spectrum(_ window: ArraySlice<Float>) -> [Float] {
        let power = Vector.dot(Array(window), Array(window)) / Float(max(1, window.count))
        guard power > 1e-10, power < Self.leastPower else { return mel.frames(of: window) }
        return mel.frames(of: window).map { $0 * Self.leastPower / power }
    }

    /// −30 dBFS.
    private static let leastPower: Float = 1e-3
}
