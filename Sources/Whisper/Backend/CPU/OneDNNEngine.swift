import COneDNN

/// A oneDNN engine and stream with the primitives made on them, each made once for a shape.
final class OneDNNEngine {
    private enum Key: Hashable {
        case linear(
            rows: Int, inputs: Int, outputs: Int, sourceStride: Int, destinationStride: Int, bias: Bool,
            epilogue: LinearEpilogue)
        case layerNorm(rows: Int, columns: Int)
    }

    /// Shapes vary with the length of the audio; past this many the cache begins anew.
    private static let cacheLimit = 4096

    private var engine: dnnl_engine_t?
    private var stream: dnnl_stream_t?
    private var operations: [Key: steno_operation] = [:]
    private var scratchpad = CPUStorage(count: 1 << 16)

    init() throws {
        try OneDNNError.check(dnnl_engine_create(&engine, dnnl_cpu, 0), "engine")
        try OneDNNError.check(dnnl_stream_create(&stream, engine, dnnl_stream_default_flags.rawValue), "stream")
    }

    deinit {
        clear()
        if let stream { dnnl_stream_destroy(stream) }
        if let engine { dnnl_engine_destroy(engine) }
    }

    func linear(
        _ source: Matrix<CPUStorage>, weight: UnsafePointer<Float>, bias: UnsafePointer<Float>?, outputs: Int,
        into destination: Matrix<CPUStorage>, epilogue: LinearEpilogue
    ) throws {
        let key = Key.linear(
            rows: source.rows, inputs: source.columns, outputs: outputs, sourceStride: source.stride,
            destinationStride: destination.stride, bias: bias != nil, epilogue: epilogue)
        let operation = try operation(key) { operation in
            steno_linear_create(
                &operation, engine, source.rows, source.columns, outputs, source.stride, destination.stride,
                bias != nil, epilogue == .gelu, epilogue == .accumulate)
        }
        try run(
            operation, key, source: source.base, weights: weight, bias: bias, shift: nil, destination: destination.base)
    }

    func layerNorm(
        _ source: Matrix<CPUStorage>, scale: UnsafePointer<Float>, shift: UnsafePointer<Float>,
        into destination: Matrix<CPUStorage>
    ) throws {
        let key = Key.layerNorm(rows: source.rows, columns: source.columns)
        let operation = try operation(key) { steno_layer_norm_create(&$0, engine, source.rows, source.columns, 1e-5) }
        try run(
            operation, key, source: source.base, weights: scale, bias: nil, shift: shift, destination: destination.base)
    }

    private func operation(_ key: Key, make: (inout steno_operation) -> dnnl_status_t) throws -> steno_operation {
        if let made = operations[key] { return made }
        if operations.count >= Self.cacheLimit { clear() }
        var operation = steno_operation()
        try OneDNNError.check(make(&operation), "\(key)")
        if operation.scratchpad_bytes > scratchpad.count * MemoryLayout<Float>.stride {
            scratchpad = CPUStorage(count: operation.scratchpad_bytes / MemoryLayout<Float>.stride + 1)
        }
        operations[key] = operation
        return operation
    }

    private func run(
        _ operation: steno_operation, _ key: @autoclosure () -> Key, source: UnsafePointer<Float>,
        weights: UnsafePointer<Float>?, bias: UnsafePointer<Float>?, shift: UnsafePointer<Float>?,
        destination: UnsafeMutablePointer<Float>
    ) throws {
        try withUnsafePointer(to: operation) { pointer in
            try OneDNNError.check(
                steno_run(pointer, stream, source, weights, bias, shift, destination, scratchpad.pointer), "\(key())")
        }
    }

    private func clear() {
        for var operation in operations.values { steno_operation_destroy(&operation) }
        operations.removeAll()
    }
}

extension Matrix<CPUStorage> {
    /// The first float of the view.
    var base: UnsafeMutablePointer<Float> { storage.pointer + offset }

    func row(_ index: Int) -> UnsafeMutablePointer<Float> { base + index * stride }
}
