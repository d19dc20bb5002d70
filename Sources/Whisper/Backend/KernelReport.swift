internal import COneDNN

/// What the matrix library takes on this machine, for people who ask why it is fast or slow.
public struct KernelReport: Sendable, Equatable {
    /// The library with its version, such as `oneDNN 2.6.3`.
    public var library: String
    /// The library's name for its kernel of a layer's matrix product, such as `brgemm:avx512_core`.
    public var matrixProduct: String

    /// Whether that kernel is a plain loop, for want of one for this processor.
    public var isSlow: Bool { matrixProduct.hasPrefix("ref") }

    /// Makes the matrix product of a transformer layer, and asks for its kernel. Nil when the library makes none.
    public static func current() -> KernelReport? {
        guard let version = dnnl_version()?.pointee, let kernel = linearKernel() else { return nil }
        return KernelReport(
            library: "oneDNN \(version.major).\(version.minor).\(version.patch)", matrixProduct: kernel)
    }

    private static func linearKernel() -> String? {
        var engine: dnnl_engine_t?
        guard dnnl_engine_create(&engine, dnnl_cpu, 0) == dnnl_success, let engine else { return nil }
        defer { dnnl_engine_destroy(engine) }
        var operation = steno_operation()
        guard steno_linear_create(&operation, engine, 250, 512, 2_048, 512, 2_048, true, true, false) == dnnl_success
        else { return nil }
        defer { steno_operation_destroy(&operation) }
        var name: UnsafePointer<CChar>?
        var description: const_dnnl_primitive_desc_t?
        guard dnnl_primitive_get_primitive_desc(operation.primitive, &description) == dnnl_success,
            dnnl_primitive_desc_query(description, dnnl_query_impl_info_str, 0, &name) == dnnl_success, let name
        else { return nil }
        return String(cString: name)
    }
}
