// SPDX-License-Identifier: Apache-2.0

/// A file of named tensors.
///
/// Opening one reads its directory only; a tensor's data is read when asked for.
/// The file must not be shortened while it is open: like every mapped file, its missing pages could not be read.
public protocol WeightFile: Sendable {
    /// Where the file is, for messages.
    var path: String { get }

    /// The tensors' names, in the order of the file, any aliases last.
    var names: [String] { get }

    /// Whether there is a tensor of that name.
    func contains(_ name: String) -> Bool

    /// The tensor of that name.
    ///
    /// - Throws: ``WeightsError`` with `missingTensor`.
    func tensor(_ name: String) throws(WeightsError) -> StoredTensor
}

extension WeightFile {
    /// The tensor of that name, which has to have that shape.
    ///
    /// - Throws: ``WeightsError`` with `missingTensor` or `shapeMismatch`.
    public func tensor(_ name: String, shape: [Int]) throws(WeightsError) -> StoredTensor {
        let tensor = try tensor(name)
        guard tensor.shape == shape else {
            throw WeightsError(
                .shapeMismatch, "\(path): \(name) has the shape \(tensor.shape), not \(shape)",
                remedy: "Check that it is the right model")
        }
        return tensor
    }

    /// The values of the tensor of that name, which has to have that shape, row by row.
    ///
    /// - Throws: ``WeightsError`` with `missingTensor`, `shapeMismatch`, or `unsupported` for a tensor of integers.
    public func floats(_ name: String, shape: [Int]) throws(WeightsError) -> [Float] {
        try tensor(name, shape: shape).floats()
    }
}
