// SPDX-License-Identifier: Apache-2.0

/// What follows the product of a linear layer, fused into it.
enum LinearEpilogue: Sendable, Hashable {
    case none
    /// The exact GELU, with the error function.
    case gelu
    /// Adds to what the output holds: a residual connection.
    case accumulate
}
