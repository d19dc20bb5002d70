import COneDNN

/// Which kernels oneDNN takes on this machine.
enum KernelCheck {
    /// Makes the matrix product of a transformer layer and asks for its kernel's name.
    static func finding() -> Finding {
        guard let version = dnnl_version()?.pointee else {
            return Finding(
                verdict: .fail, subject: "kernels", message: "oneDNN does not answer",
                remedy: "Install libdnnl-dev anew.")
        }
        let number = "\(version.major).\(version.minor).\(version.patch)"
        guard let kernel = linearKernel() else {
            return Finding(
                verdict: .fail, subject: "kernels", message: "oneDNN \(number) makes no matrix product",
                remedy: "Install Debian's libdnnl-dev anew.")
        }
        // Kernels named ref are loops in plain C++.
        let isSlow = kernel.hasPrefix("ref")
        return Finding(
            verdict: isSlow ? .warn : .ok, subject: "kernels", message: "oneDNN \(number), matrix product: \(kernel)",
            remedy: isSlow ? "There is no fast kernel for this processor; transcription will be slow." : nil)
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
