// SPDX-License-Identifier: Apache-2.0

struct LinearValues {
    /// Row-major, outputs × inputs.
    var weight: [Float]
    var bias: [Float]?
}

struct NormValues {
    var scale: [Float]
    var shift: [Float]
}

struct AttentionValues {
    var norm: NormValues
    var query: LinearValues
    var keyValue: LinearValues
    var output: LinearValues
}

struct FeedForwardValues {
    var norm: NormValues
    var inner: LinearValues
    var outer: LinearValues
}
