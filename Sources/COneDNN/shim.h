// SPDX-License-Identifier: Apache-2.0

// oneDNN's C API as Steno uses it: matrix products of any shape, without primitives to make and keep.
#ifndef STENO_ONEDNN_SHIM_H
#define STENO_ONEDNN_SHIM_H

#include <dnnl.h>
#include <stdbool.h>
#include <stddef.h>

// omp.h is not on clang's include path. The setting holds for the calling thread only.
void omp_set_num_threads(int count);

// c[m × n] = scale · a[m × k] · b + beta · c, where b is k × n, or n × k and transposed.
static inline dnnl_status_t steno_sgemm(
    bool transposed, ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, float scale, const float *a, ptrdiff_t a_stride,
    const float *b, ptrdiff_t b_stride, float beta, float *c, ptrdiff_t c_stride
) {
    return dnnl_sgemm('N', transposed ? 'T' : 'N', m, n, k, scale, a, a_stride, b, b_stride, beta, c, c_stride);
}

#endif
