// SPDX-License-Identifier: Apache-2.0

internal import CKernels

/// The numbers that the model's matrix products compute with, as faster-whisper names them.
public enum ComputeType: String, Sendable, Hashable, CaseIterable {
    /// The fastest type of this processor that keeps the word error rate.
    case auto
    /// Single precision throughout.
    case float32
    /// Weights and activations rounded to the upper half of single precision, sums in single precision; attention, layer
    /// norms and the convolutions stay in single precision. Weights take half the memory of `float32`. Processors with
    /// AVX-512 multiply these numbers; others widen them first, which takes as long as `float32`, with the same results.
    case bfloat16
    /// Weights of 7 bits with a scale for each output, activations of 8 bits with a range for each row; sums are exact.
    /// Attention, layer norms and the convolutions stay in single precision.
    case int8

    /// The type that is computed with on this processor: for `auto`, `int8` where there is AVX2, with which it is about
    /// twice as fast as `float32`.
    public var resolved: ComputeType {
        self == .auto ? (steno_has_fast_int8() ? .int8 : .float32) : self
    }
}
