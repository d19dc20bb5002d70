// SPDX-License-Identifier: Apache-2.0

#include "kernels.h"
#include "vectors.h"

typedef uint16_t halves __attribute__((vector_size(16), aligned(2), may_alias));
typedef uint32_t words __attribute__((vector_size(32)));

STENO_CLONES void steno_to_bfloat16(const float *values, ptrdiff_t count, uint16_t *halves) {
    for (ptrdiff_t i = 0; i < count; i++) {
        union { float value; uint32_t bits; } of = {.value = values[i]};
        const uint32_t rounded = (of.bits + 0x7fff + (of.bits >> 16 & 1)) >> 16;
        // Rounding could make infinity of what is not a number.
        halves[i] = (uint16_t)((of.bits & 0x7fffffff) > 0x7f800000 ? of.bits >> 16 | 0x40 : rounded);
    }
}

STENO_CLONES void steno_from_bfloat16(const uint16_t *halves, ptrdiff_t count, float *values) {
    for (ptrdiff_t i = 0; i < count; i++) {
        union { uint32_t bits; float value; } of = {.bits = (uint32_t)halves[i] << 16};
        values[i] = of.value;
    }
}

STENO_INLINE lanes widen(const uint16_t *from) {
    return (lanes)(__builtin_convertvector(*(const halves *)from, words) << 16);
}

// As `four_dots`; the weights of outputs past the last are those of the first.
STENO_INLINE four products(const float *input, const uint16_t *weights, ptrdiff_t inputs, ptrdiff_t outputs) {
    const uint16_t *second = weights + (outputs > 1 ? inputs : 0), *third = weights + (outputs > 2 ? 2 * inputs : 0),
                   *fourth = weights + (outputs > 3 ? 3 * inputs : 0);
    lanes a = {0}, b = {0}, c = {0}, d = {0};
    for (ptrdiff_t i = 0; i < inputs; i += 8) {
        const lanes l = load(input + i);
        a += l * widen(weights + i);
        b += l * widen(second + i);
        c += l * widen(third + i);
        d += l * widen(fourth + i);
    }
    return sums(a, b, c, d);
}

STENO_CLONES void steno_few_rows_bfloat16(
    const float *input, ptrdiff_t input_stride, ptrdiff_t rows, const uint16_t *weights, ptrdiff_t inputs,
    ptrdiff_t outputs, bool accumulate, float *output, ptrdiff_t output_stride
) {
    for (ptrdiff_t o = 0; o < outputs; o += 4) {
        const ptrdiff_t left = outputs - o < 4 ? outputs - o : 4;
        for (ptrdiff_t r = 0; r < rows; r++) {
            const four value = products(input + r * input_stride, weights + o * inputs, inputs, left);
            float *at = output + r * output_stride + o;
            for (ptrdiff_t i = 0; i < left; i++) at[i] = accumulate ? at[i] + value[i] : value[i];
        }
    }
}
