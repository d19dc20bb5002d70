// SPDX-License-Identifier: Apache-2.0

/// A run of float32 that tensors are parts of.
struct TorchStorage: Equatable {
    var key: String
    var count: Int
}

/// Where a tensor lies in its storage, in elements.
struct TorchTensor {
    var storage: TorchStorage
    var offset: Int
    var shape: [Int]
    var strides: [Int]

    /// Whether its values lie one after another, row by row.
    var isContiguous: Bool {
        var expected = 1
        for (dimension, stride) in zip(shape, strides).reversed() where dimension != 1 {
            guard stride == expected else { return false }
            let (product, overflow) = expected.multipliedReportingOverflow(by: dimension)
            guard !overflow else { return false }
            expected = product
        }
        return shape.count == strides.count
    }
}
