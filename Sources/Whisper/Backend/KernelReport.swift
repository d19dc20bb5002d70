// SPDX-License-Identifier: Apache-2.0

internal import COneDNN

/// What the matrix library takes on this machine, for people who ask why it is fast or slow.
public struct KernelReport: Sendable, Equatable {
    /// The library with its version, such as `oneDNN 2.6.3`.
    public var library: String
    /// The instructions of its matrix products, such as `AVX2`.
    public var matrixProduct: String

    /// Whether that is less than AVX2, for which there are no fast kernels.
    public var isSlow: Bool { ["plain loops", "SSE4.1", "AVX"].contains(matrixProduct) }

    /// Asks the library. Nil when it does not say its version.
    public static func current() -> KernelReport? {
        guard let version = dnnl_version()?.pointee else { return nil }
        return KernelReport(
            library: "oneDNN \(version.major).\(version.minor).\(version.patch)", matrixProduct: instructions())
    }

    private static func instructions() -> String {
        let known: [(dnnl_cpu_isa_t, String)] = [
            (dnnl_cpu_isa_sse41, "SSE4.1"), (dnnl_cpu_isa_avx, "AVX"), (dnnl_cpu_isa_avx2, "AVX2"),
            (dnnl_cpu_isa_avx2_vnni, "AVX2 with VNNI"), (dnnl_cpu_isa_avx512_core, "AVX-512"),
            (dnnl_cpu_isa_avx512_core_vnni, "AVX-512 with VNNI"),
            (dnnl_cpu_isa_avx512_core_bf16, "AVX-512 with bfloat16"),
            (dnnl_cpu_isa_avx512_core_amx, "AMX"),
        ]
        let isa = dnnl_get_effective_cpu_isa()
        return known.first { $0.0 == isa }?.1 ?? (isa.rawValue == 0 ? "plain loops" : "level \(isa.rawValue)")
    }
}
