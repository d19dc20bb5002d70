// SPDX-License-Identifier: Apache-2.0

extension Workspace {
    /// `hidden += outer(gelu(inner(norm(hidden))))`, the second half of every layer.
    ///
    /// - Parameter normed: scratch of the same shape.
    func feedForward(
        _ weights: ModelParameters<B.Parameter>.FeedForward, hidden: Matrix<B.Storage>, normed: Matrix<B.Storage>
    ) throws {
        try backend.layerNorm(hidden, weights.norm, into: normed)
        let inner = try matrix(.inner, rows: hidden.rows, columns: weights.inner.outputs)
        try backend.linear(normed, weights.inner, into: inner, epilogue: .gelu)
        try backend.linear(inner, weights.outer, into: hidden, epilogue: .accumulate)
    }
}
