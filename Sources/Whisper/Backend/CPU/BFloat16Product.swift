// SPDX-License-Identifier: Apache-2.0

import COneDNN

/// oneDNN's products of bfloat16 with sums in float32: one primitive for all shapes, for as long as the process lives.
///
/// Unchecked around the C pointers: primitives do not change once they are made, and these hold no memory to compute in.
final class BFloat16Product: @unchecked Sendable {
    /// Nil where the processor has no such products; oneDNN wants AVX-512.
    static let shared = try? BFloat16Product()

    private typealias Strides = (row: Int, column: Int)

    private let engine: dnnl_engine_t
    private let storing: dnnl_primitive_t
    private let accumulating: dnnl_primitive_t

    private init() throws {
        var engine: dnnl_engine_t?
        try OneDNNError.check(dnnl_engine_create(&engine, dnnl_cpu, 0), "products on the CPU")
        guard let engine else { throw OneDNNError(operation: "products on the CPU", status: dnnl_runtime_error) }
        self.engine = engine
        storing = try Self.primitive(on: engine, accumulate: false)
        accumulating = try Self.primitive(on: engine, accumulate: true)
    }

    /// `output (+)= input · weightsᵀ`: `rows × inputs` by `outputs × inputs`.
    func run(
        rows: Int, inputs: Int, outputs: Int, input: UnsafePointer<UInt16>, weights: UnsafePointer<UInt16>,
        accumulate: Bool, output: UnsafeMutablePointer<Float>, outputStride: Int
    ) throws {
        let operation = "a product of \(rows) × \(inputs) × \(outputs)"
        var stream: dnnl_stream_t?
        try OneDNNError.check(
            dnnl_stream_create(&stream, engine, UInt32(dnnl_stream_default_flags.rawValue)), operation)
        defer { dnnl_stream_destroy(stream) }
        let memories = [
            try memory(dnnl_bf16, (rows, inputs), (inputs, 1), UnsafeMutableRawPointer(mutating: input)),
            try memory(dnnl_bf16, (inputs, outputs), (1, inputs), UnsafeMutableRawPointer(mutating: weights)),
            try memory(dnnl_f32, (rows, outputs), (outputStride, 1), output),
        ]
        defer { memories.forEach { dnnl_memory_destroy($0) } }
        let arguments = zip([DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_DST], memories).map(dnnl_exec_arg_t.init)
        try OneDNNError.check(
            dnnl_primitive_execute(accumulate ? accumulating : storing, stream, Int32(arguments.count), arguments),
            operation)
    }

    private func memory(
        _ type: dnnl_data_type_t, _ size: (rows: Int, columns: Int), _ strides: Strides, _ data: UnsafeMutableRawPointer
    ) throws -> dnnl_memory_t? {
        var layout = try Self.layout(type, size, strides)
        var memory: dnnl_memory_t?
        try OneDNNError.check(dnnl_memory_create(&memory, &layout, engine, data), "a matrix")
        return memory
    }

    private static func layout(
        _ type: dnnl_data_type_t, _ size: (rows: Int, columns: Int), _ strides: Strides
    ) throws -> dnnl_memory_desc_t {
        var layout = dnnl_memory_desc_t()
        try OneDNNError.check(
            dnnl_memory_desc_init_by_strides(
                &layout, 2, [Int64(size.rows), Int64(size.columns)], type,
                [Int64(strides.row), Int64(strides.column)]), "the shape of a matrix")
        return layout
    }

    private static func primitive(on engine: dnnl_engine_t, accumulate: Bool) throws -> dnnl_primitive_t {
        let operation = "products of bfloat16"
        // Known only when it runs.
        let any = Int(Int64.min)
        var (input, weights, output) = (
            try layout(dnnl_bf16, (any, any), (any, 1)), try layout(dnnl_bf16, (any, any), (1, any)),
            try layout(dnnl_f32, (any, any), (any, 1))
        )
        var attributes: dnnl_primitive_attr_t?
        var after: dnnl_post_ops_t?
        try OneDNNError.check(dnnl_primitive_attr_create(&attributes), operation)
        defer { dnnl_primitive_attr_destroy(attributes) }
        try OneDNNError.check(dnnl_post_ops_create(&after), operation)
        defer { dnnl_post_ops_destroy(after) }
        if accumulate { try OneDNNError.check(dnnl_post_ops_append_sum(after, 1), operation) }
        try OneDNNError.check(dnnl_primitive_attr_set_post_ops(attributes, after), operation)
        // Memory of the library's own belongs to the thread that made the primitive.
        try OneDNNError.check(
            dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user), operation)
        var product = dnnl_matmul_desc_t()
        try OneDNNError.check(dnnl_matmul_desc_init(&product, &input, &weights, nil, &output), operation)
        var description: dnnl_primitive_desc_t?
        try OneDNNError.check(dnnl_primitive_desc_create(&description, &product, attributes, engine, nil), operation)
        defer { dnnl_primitive_desc_destroy(description) }
        let scratchpad = dnnl_primitive_desc_query_md(description, dnnl_query_scratchpad_md, 0)
        var primitive: dnnl_primitive_t?
        try OneDNNError.check(dnnl_primitive_create(&primitive, description), operation)
        guard let primitive, dnnl_memory_desc_get_size(scratchpad) == 0 else {
            throw OneDNNError(operation: operation, status: dnnl_unimplemented)
        }
        return primitive
    }
}
