// SPDX-License-Identifier: Apache-2.0

/// A Whisper checkpoint in one of its published formats, as host arrays in one common form.
protocol Checkpoint {
    func dimensions() throws -> ModelDimensions

    /// A convolution of width 3 as a linear layer over three input rows side by side, index 0 or 1.
    func convolution(_ index: Int) throws -> LinearValues
    func positions(_ stack: CheckpointStack) throws -> [Float]
    func embedding() throws -> [Float]
    func attention(_ stack: CheckpointStack, layer: Int, cross: Bool) throws -> AttentionValues
    func feedForward(_ stack: CheckpointStack, layer: Int) throws -> FeedForwardValues
    func finalNorm(_ stack: CheckpointStack) throws -> NormValues
}

extension Checkpoint {
    /// From outputs × inputs × 3 to outputs × 3 × inputs.
    func tapsFirst(_ weight: [Float], inputs: Int) -> [Float] {
        [Float](unsafeUninitializedCapacity: weight.count) { result, count in
            for block in stride(from: 0, to: weight.count, by: inputs * 3) {
                for input in 0..<inputs {
                    for tap in 0..<3 { result[block + tap * inputs + input] = weight[block + input * 3 + tap] }
                }
            }
            count = weight.count
        }
    }
}
