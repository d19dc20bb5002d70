// oneDNN's C API as Steno uses it. Version 2 describes an operation before it makes its primitive, version 3 does both
// at once: the difference ends in this file.
#ifndef STENO_ONEDNN_SHIM_H
#define STENO_ONEDNN_SHIM_H

#include <dnnl.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

// omp.h is not on clang's include path. The setting holds for the calling thread only.
void omp_set_num_threads(int count);

// A primitive with the memory objects of its arguments; their data handles are set before each run.
typedef struct {
    dnnl_primitive_t primitive;
    dnnl_memory_t source, weights, bias, shift, destination, scratchpad;
    size_t scratchpad_bytes;
} steno_operation;

#if DNNL_VERSION_MAJOR >= 3
typedef dnnl_memory_desc_t steno_descriptor;
static inline dnnl_status_t steno_describe(
    steno_descriptor *out, int rank, const dnnl_dim_t *dims, const dnnl_dim_t *strides
) {
    return dnnl_memory_desc_create_with_strides(out, rank, dims, dnnl_f32, strides);
}
static inline void steno_forget(steno_descriptor *d) { dnnl_memory_desc_destroy(*d); }
static inline const_dnnl_memory_desc_t steno_pointer(const steno_descriptor *d) { return *d; }
static inline size_t steno_bytes(const_dnnl_memory_desc_t d) { return dnnl_memory_desc_get_size(d); }
#else
typedef dnnl_memory_desc_t steno_descriptor;
static inline dnnl_status_t steno_describe(
    steno_descriptor *out, int rank, const dnnl_dim_t *dims, const dnnl_dim_t *strides
) {
    return dnnl_memory_desc_init_by_strides(out, rank, dims, dnnl_f32, strides);
}
static inline void steno_forget(steno_descriptor *d) { (void)d; }
static inline const dnnl_memory_desc_t *steno_pointer(const steno_descriptor *d) { return d; }
static inline size_t steno_bytes(const dnnl_memory_desc_t *d) { return dnnl_memory_desc_get_size(d); }
#endif

static inline dnnl_status_t steno_describe_matrix(
    steno_descriptor *out, dnnl_dim_t rows, dnnl_dim_t columns, dnnl_dim_t row_stride, dnnl_dim_t column_stride
) {
    const dnnl_dim_t dims[2] = {rows, columns}, strides[2] = {row_stride, column_stride};
    return steno_describe(out, 2, dims, strides);
}

static inline void steno_operation_destroy(steno_operation *op) {
    dnnl_memory_t memories[] = {op->source, op->weights, op->bias, op->shift, op->destination, op->scratchpad};
    for (int i = 0; i < 6; i++)
        if (memories[i]) dnnl_memory_destroy(memories[i]);
    if (op->primitive) dnnl_primitive_destroy(op->primitive);
    memset(op, 0, sizeof *op);
}

// Makes the primitive of a described operation, and the memory of its user-owned scratchpad.
static inline dnnl_status_t steno_finish(steno_operation *op, dnnl_primitive_desc_t description, dnnl_engine_t engine) {
    dnnl_status_t status = dnnl_primitive_create(&op->primitive, description);
    if (status == dnnl_success) {
#if DNNL_VERSION_MAJOR >= 3
        const_dnnl_memory_desc_t pad = dnnl_primitive_desc_query_md(description, dnnl_query_scratchpad_md, 0);
#else
        const dnnl_memory_desc_t *pad = dnnl_primitive_desc_query_md(description, dnnl_query_scratchpad_md, 0);
#endif
        op->scratchpad_bytes = pad ? steno_bytes(pad) : 0;
        if (op->scratchpad_bytes) status = dnnl_memory_create(&op->scratchpad, pad, engine, DNNL_MEMORY_NONE);
    }
    dnnl_primitive_desc_destroy(description);
    return status;
}

static inline dnnl_status_t steno_memory(dnnl_memory_t *out, const steno_descriptor *descriptor, dnnl_engine_t engine) {
    return dnnl_memory_create(out, steno_pointer(descriptor), engine, DNNL_MEMORY_NONE);
}

static inline dnnl_status_t steno_attributes(dnnl_primitive_attr_t *out, bool gelu, bool accumulate) {
    dnnl_status_t status = dnnl_primitive_attr_create(out);
    if (status != dnnl_success) return status;
    status = dnnl_primitive_attr_set_scratchpad_mode(*out, dnnl_scratchpad_mode_user);
    if (status != dnnl_success || (!gelu && !accumulate)) return status;
    dnnl_post_ops_t post_ops;
    status = dnnl_post_ops_create(&post_ops);
    if (status != dnnl_success) return status;
#if DNNL_VERSION_MAJOR >= 3
    if (gelu) status = dnnl_post_ops_append_eltwise(post_ops, dnnl_eltwise_gelu_erf, 0, 0);
    if (accumulate && status == dnnl_success)
        status = dnnl_post_ops_append_sum(post_ops, 1, 0, dnnl_data_type_undef);
#else
    if (gelu) status = dnnl_post_ops_append_eltwise(post_ops, 1, dnnl_eltwise_gelu_erf, 0, 0);
    if (accumulate && status == dnnl_success) status = dnnl_post_ops_append_sum(post_ops, 1);
#endif
    if (status == dnnl_success) status = dnnl_primitive_attr_set_post_ops(*out, post_ops);
    dnnl_post_ops_destroy(post_ops);
    return status;
}

// destination[rows × outputs] (+)= gelu?(source[rows × inputs] · weights[outputs × inputs]ᵀ + bias[outputs])
static inline dnnl_status_t steno_linear_create(
    steno_operation *op, dnnl_engine_t engine, ptrdiff_t rows, ptrdiff_t inputs, ptrdiff_t outputs,
    ptrdiff_t source_stride, ptrdiff_t destination_stride, bool has_bias, bool gelu, bool accumulate
) {
    memset(op, 0, sizeof *op);
    steno_descriptor source, weights, bias, destination;
    dnnl_status_t status = steno_describe_matrix(&source, rows, inputs, source_stride, 1);
    if (status == dnnl_success) status = steno_describe_matrix(&weights, inputs, outputs, 1, inputs);
    if (status == dnnl_success) status = steno_describe_matrix(&bias, 1, outputs, outputs, 1);
    if (status == dnnl_success) status = steno_describe_matrix(&destination, rows, outputs, destination_stride, 1);
    if (status != dnnl_success) return status;
    dnnl_primitive_attr_t attributes = NULL;
    status = steno_attributes(&attributes, gelu, accumulate);
    dnnl_primitive_desc_t description = NULL;
#if DNNL_VERSION_MAJOR >= 3
    if (status == dnnl_success)
        status = dnnl_matmul_primitive_desc_create(
            &description, engine, source, weights, has_bias ? bias : NULL, destination, attributes);
#else
    dnnl_matmul_desc_t matmul;
    if (status == dnnl_success)
        status = dnnl_matmul_desc_init(&matmul, &source, &weights, has_bias ? &bias : NULL, &destination);
    if (status == dnnl_success) status = dnnl_primitive_desc_create(&description, &matmul, attributes, engine, NULL);
#endif
    if (attributes) dnnl_primitive_attr_destroy(attributes);
    if (status == dnnl_success) status = steno_finish(op, description, engine);
    if (status == dnnl_success) status = steno_memory(&op->source, &source, engine);
    if (status == dnnl_success) status = steno_memory(&op->weights, &weights, engine);
    if (status == dnnl_success && has_bias) status = steno_memory(&op->bias, &bias, engine);
    if (status == dnnl_success) status = steno_memory(&op->destination, &destination, engine);
    steno_forget(&source), steno_forget(&weights), steno_forget(&bias), steno_forget(&destination);
    if (status != dnnl_success) steno_operation_destroy(op);
    return status;
}

// Over the columns, with scale (as weights) and shift.
static inline dnnl_status_t steno_layer_norm_create(
    steno_operation *op, dnnl_engine_t engine, ptrdiff_t rows, ptrdiff_t columns, float epsilon
) {
    memset(op, 0, sizeof *op);
    steno_descriptor data, vector;
    const dnnl_dim_t dims[1] = {columns}, strides[1] = {1};
    dnnl_status_t status = steno_describe_matrix(&data, rows, columns, columns, 1);
    if (status == dnnl_success) status = steno_describe(&vector, 1, dims, strides);
    if (status != dnnl_success) return status;
    dnnl_primitive_attr_t attributes = NULL;
    status = steno_attributes(&attributes, false, false);
    dnnl_primitive_desc_t description = NULL;
    const unsigned flags = dnnl_use_scale | dnnl_use_shift;
#if DNNL_VERSION_MAJOR >= 3
    if (status == dnnl_success)
        status = dnnl_layer_normalization_forward_primitive_desc_create(
            &description, engine, dnnl_forward_inference, data, data, NULL, epsilon, flags, attributes);
#else
    dnnl_layer_normalization_desc_t norm;
    if (status == dnnl_success)
        status = dnnl_layer_normalization_forward_desc_init(
            &norm, dnnl_forward_inference, &data, NULL, epsilon, flags);
    if (status == dnnl_success) status = dnnl_primitive_desc_create(&description, &norm, attributes, engine, NULL);
#endif
    if (attributes) dnnl_primitive_attr_destroy(attributes);
    if (status == dnnl_success) status = steno_finish(op, description, engine);
    if (status == dnnl_success) status = steno_memory(&op->source, &data, engine);
    if (status == dnnl_success) status = steno_memory(&op->destination, &data, engine);
    if (status == dnnl_success) status = steno_memory(&op->weights, &vector, engine);
    if (status == dnnl_success) status = steno_memory(&op->shift, &vector, engine);
    steno_forget(&data), steno_forget(&vector);
    if (status != dnnl_success) steno_operation_destroy(op);
    return status;
}

// The weights of a layer norm are its scale (DNNL_ARG_SCALE), those of a linear its matrix (DNNL_ARG_WEIGHTS).
static inline dnnl_status_t steno_run(
    const steno_operation *op, dnnl_stream_t stream, const float *source, const float *weights, const float *bias,
    const float *shift, float *destination, void *scratchpad
) {
    dnnl_exec_arg_t arguments[6];
    int count = 0;
    const int weights_argument = op->shift ? DNNL_ARG_SCALE : DNNL_ARG_WEIGHTS;
    const struct { int index; dnnl_memory_t memory; const void *data; } all[6] = {
        {DNNL_ARG_SRC, op->source, source}, {weights_argument, op->weights, weights},
        {DNNL_ARG_BIAS, op->bias, bias}, {DNNL_ARG_SHIFT, op->shift, shift},
        {DNNL_ARG_DST, op->destination, destination}, {DNNL_ARG_SCRATCHPAD, op->scratchpad, scratchpad}};
    for (int i = 0; i < 6; i++) {
        if (!all[i].memory) continue;
        dnnl_status_t status = dnnl_memory_set_data_handle(all[i].memory, (void *)all[i].data);
        if (status != dnnl_success) return status;
        arguments[count].arg = all[i].index;
        arguments[count++].memory = all[i].memory;
    }
    dnnl_status_t status = dnnl_primitive_execute(op->primitive, stream, count, arguments);
    return status == dnnl_success ? dnnl_stream_wait(stream) : status;
}

// c[m × n] = scale · a[m × k] · b + beta · c, where b is k × n, or n × k and transposed.
static inline dnnl_status_t steno_sgemm(
    bool transposed, ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, float scale, const float *a, ptrdiff_t a_stride,
    const float *b, ptrdiff_t b_stride, float beta, float *c, ptrdiff_t c_stride
) {
    return dnnl_sgemm('N', transposed ? 'T' : 'N', m, n, k, scale, a, a_stride, b, b_stride, beta, c, c_stride);
}

#endif
