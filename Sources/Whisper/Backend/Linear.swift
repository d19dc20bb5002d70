// SPDX-License-Identifier: Apache-2.0

/// A linear layer: weight of `outputs × inputs`.
struct Linear<Parameter: Sendable>: Sendable {
    var weight: Parameter
    var bias: Parameter?
    var inputs: Int
    var outputs: Int
}
