// SPDX-License-Identifier: Apache-2.0

/// Weights on the CPU.
enum CPUParameter: Sendable {
    case float32(CPUStorage)
    /// The matrix of a linear layer.
    case bfloat16(BFloat16Matrix)
    /// The matrix of a linear layer.
    case int8(QuantizedMatrix)

    /// The floats of what is never in fewer bits: everything but the matrices of linear layers.
    var floats: CPUStorage {
        guard case .float32(let storage) = self else {
            preconditionFailure("such a matrix is read by linear and embed alone")
        }
        return storage
    }
}
