// SPDX-License-Identifier: Apache-2.0

#ifndef STENO_VECTORS_H
#define STENO_VECTORS_H

#include "clones.h"

#include <stddef.h>
#include <stdint.h>

// The functions that pass vectors are inlined: the calling convention does not matter.
#pragma clang diagnostic ignored "-Wpsabi"
// Read from and written to rows of floats, wherever they begin.
typedef float lanes __attribute__((vector_size(32), aligned(4), may_alias));
typedef float four __attribute__((vector_size(16), aligned(4), may_alias));

STENO_INLINE lanes load(const float *from) { return *(const lanes *)from; }

STENO_INLINE four low(lanes v) { return __builtin_shufflevector(v, v, 0, 1, 2, 3); }

STENO_INLINE four high(lanes v) { return __builtin_shufflevector(v, v, 4, 5, 6, 7); }

// The sums over the lanes of four vectors.
STENO_INLINE four sums(lanes a, lanes b, lanes c, lanes d) {
    const lanes ab = __builtin_shufflevector(a, b, 0, 8, 2, 10, 4, 12, 6, 14)
        + __builtin_shufflevector(a, b, 1, 9, 3, 11, 5, 13, 7, 15);
    const lanes cd = __builtin_shufflevector(c, d, 0, 8, 2, 10, 4, 12, 6, 14)
        + __builtin_shufflevector(c, d, 1, 9, 3, 11, 5, 13, 7, 15);
    const lanes all = __builtin_shufflevector(ab, cd, 0, 1, 8, 9, 4, 5, 12, 13)
        + __builtin_shufflevector(ab, cd, 2, 3, 10, 11, 6, 7, 14, 15);
    return low(all) + high(all);
}

// An address, since a pointer may not point behind what there is.
STENO_INLINE void expect(const float *from, ptrdiff_t offset) {
    __builtin_prefetch((const void *)((uintptr_t)from + (uintptr_t)offset * sizeof *from));
}

// The products of a vector with four that lie `stride` apart; `width` is a multiple of 8. The next four are on their way
// meanwhile.
STENO_INLINE four four_dots(const float *left, const float *right, ptrdiff_t stride, ptrdiff_t width) {
    lanes a = {0}, b = {0}, c = {0}, d = {0};
    for (ptrdiff_t i = 0; i < width; i += 8) {
        const lanes l = load(left + i);
        a += l * load(right + i);
        b += l * load(right + stride + i);
        c += l * load(right + 2 * stride + i);
        d += l * load(right + 3 * stride + i);
        for (int next = 4; next < 8; next++) expect(right, next * stride + i);
    }
    return sums(a, b, c, d);
}

#endif
