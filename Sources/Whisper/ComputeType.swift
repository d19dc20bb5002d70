internal import CKernels

/// The numbers that the model's matrix products compute with, as faster-whisper names them.
public enum ComputeType: String, Sendable, Hashable, CaseIterable {
    /// The fastest type of this processor that keeps the word error rate.
    case auto
    /// Single precision throughout.
    case float32
    /// The upper half of single precision.
    case bfloat16
    /// Weights of 7 bits with a scale for each output, activations of 8 bits with a range for each row; sums are exact.
    /// Attention, layer norms and the convolutions stay in single precision.
    case int8

    /// The type that is computed with on this processor, `float32` or `int8`, and why.
    ///
    /// - Throws: ``WhisperError`` with `unsupportedComputeType`.
    public func resolved() throws -> (type: ComputeType, reason: String) {
        switch self {
        case .float32: (.float32, "asked for")
        case .int8: (.int8, "asked for")
        case .auto where steno_has_fast_int8():
            (.int8, "this processor has AVX2, with which int8 is about twice as fast as float32")
        case .auto: (.float32, "this processor has no fast products of int8")
        case .bfloat16:
            throw WhisperError(
                .unsupportedComputeType, "bfloat16 is not computed on the CPU",
                remedy: "Use 'auto', 'int8' or 'float32'.")
        }
    }
}
