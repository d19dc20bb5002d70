// SPDX-License-Identifier: Apache-2.0

/// A layer norm with ε = 1e-5.
struct LayerNorm<Parameter: Sendable>: Sendable {
    var scale: Parameter
    var shift: Parameter
}
