// SPDX-License-Identifier: Apache-2.0

#include "kernels.h"
#include "vectors.h"

STENO_CLONES void steno_add(float *row, const float *addend, ptrdiff_t count) {
    for (ptrdiff_t i = 0; i < count; i++) row[i] += addend[i];
}

STENO_CLONES float steno_exponential_sum(const float *row, ptrdiff_t count, float peak) {
#pragma clang fp reassociate(on)
    float sum = 0;
    for (ptrdiff_t i = 0; i < count; i++) sum += steno_exp(row[i] - peak);
    return sum;
}

STENO_CLONES void steno_gelu(float *row, const float *bias, ptrdiff_t count) {
#pragma clang loop vectorize(enable)
    for (ptrdiff_t i = 0; i < count; i++) row[i] = steno_gelu_of(bias ? row[i] + bias[i] : row[i]);
}

STENO_CLONES void steno_few_rows(
    const float *input, ptrdiff_t input_stride, ptrdiff_t rows, const float *weights, ptrdiff_t inputs,
    ptrdiff_t outputs, bool accumulate, float *output, ptrdiff_t output_stride
) {
    ptrdiff_t o = 0;
    for (; o + 4 <= outputs; o += 4)
        for (ptrdiff_t r = 0; r < rows; r++) {
            four *at = (four *)(output + r * output_stride + o);
            const four value = four_dots(input + r * input_stride, weights + o * inputs, inputs, inputs);
            *at = accumulate ? *at + value : value;
        }
    for (; o < outputs; o++)
        for (ptrdiff_t r = 0; r < rows; r++) {
            float *at = output + r * output_stride + o;
            const float value = four_dots(input + r * input_stride, weights + o * inputs, 0, inputs)[0];
            *at = accumulate ? *at + value : value;
        }
}

STENO_CLONES void steno_layer_norm(
    const float *row, const float *scale, const float *shift, float epsilon, float *output, ptrdiff_t count
) {
    float sum = 0, squares = 0;
    {
#pragma clang fp reassociate(on)
        for (ptrdiff_t i = 0; i < count; i++) sum += row[i];
    }
    const float mean = sum / (float)count;
    {
#pragma clang fp reassociate(on)
        for (ptrdiff_t i = 0; i < count; i++) squares += (row[i] - mean) * (row[i] - mean);
    }
    const float factor = 1 / __builtin_sqrtf(squares / (float)count + epsilon);
    for (ptrdiff_t i = 0; i < count; i++) output[i] = (row[i] - mean) * factor * scale[i] + shift[i];
}

enum { BLOCK = 64 };

// So that nothing is divided by 0, and no quotient overflows.
STENO_INLINE float at_least(float value) { return value > 1e-30f ? value : 1e-30f; }

// A block of columns: its rows lie in the cache from one look to the next.
STENO_INLINE void standardize_columns(float *values, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t columns) {
    float mean[BLOCK] = {0}, squares[BLOCK] = {0};
    for (ptrdiff_t r = 0; r < rows; r++)
        for (ptrdiff_t c = 0; c < columns; c++) mean[c] += values[r * stride + c];
    for (ptrdiff_t c = 0; c < columns; c++) mean[c] /= (float)rows;
    for (ptrdiff_t r = 0; r < rows; r++)
        for (ptrdiff_t c = 0; c < columns; c++) {
            const float difference = values[r * stride + c] - mean[c];
            squares[c] += difference * difference;
        }
    for (ptrdiff_t c = 0; c < columns; c++) squares[c] = 1 / at_least(__builtin_sqrtf(squares[c] / (float)rows));
    for (ptrdiff_t r = 0; r < rows; r++)
        for (ptrdiff_t c = 0; c < columns; c++)
            values[r * stride + c] = (values[r * stride + c] - mean[c]) * squares[c];
}

STENO_CLONES void steno_standardize(float *values, ptrdiff_t rows, ptrdiff_t columns) {
    for (ptrdiff_t r = 0; r < rows; r++) {
        float *row = values + r * columns, sum = 0;
        {
#pragma clang fp reassociate(on)
            for (ptrdiff_t c = 0; c < columns; c++) sum += row[c];
        }
        const float factor = 1 / at_least(sum);
        for (ptrdiff_t c = 0; c < columns; c++) row[c] *= factor;
    }
    ptrdiff_t c = 0;
    for (; c + BLOCK <= columns; c += BLOCK) standardize_columns(values + c, columns, rows, BLOCK);
    standardize_columns(values + c, columns, rows, columns - c);
}

// Puts the smaller first. Written so that the compiler makes vector minima and maxima of it.
STENO_INLINE void steno_order(float *a, float *b) {
    const float low = *a < *b ? *a : *b, high = *a < *b ? *b : *a;
    *a = low;
    *b = high;
}

// The 13 exchanges after which the middle of seven stands in the middle.
STENO_CLONES void steno_median_of_seven(const float *row, ptrdiff_t count, float *output) {
#pragma clang loop vectorize(enable)
    for (ptrdiff_t i = 0; i < count; i++) {
        float a = row[i], b = row[i + 1], c = row[i + 2], d = row[i + 3], e = row[i + 4], f = row[i + 5], g = row[i + 6];
        steno_order(&a, &f);
        steno_order(&a, &d);
        steno_order(&b, &g);
        steno_order(&c, &e);
        steno_order(&a, &b);
        steno_order(&d, &f);
        steno_order(&c, &g);
        steno_order(&c, &d);
        steno_order(&d, &g);
        steno_order(&e, &f);
        steno_order(&b, &e);
        steno_order(&b, &d);
        steno_order(&d, &e);
        output[i] = d;
    }
}
