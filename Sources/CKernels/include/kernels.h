// SPDX-License-Identifier: Apache-2.0

// The loops between the matrix products, over rows of floats. The compiler turns them into vector instructions, once for
// each level of x86-64, and the loader takes the one for the processor: Swift has no such thing.
#ifndef STENO_KERNELS_H
#define STENO_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Does every part of some work, each on a thread of its own if the system has them.
void steno_parallel(ptrdiff_t parts, void (*body)(void *context, ptrdiff_t part), void *context);

// Query rows of one head.
struct steno_attention_queries {
    const float *rows;
    ptrdiff_t stride, count;
};

// Keys of one head, and their values.
struct steno_attention_keys {
    const float *keys, *values;
    ptrdiff_t key_stride, value_stride, count;
};

// Attention of one head: softmax(queries · keysᵀ / √width) · values, for more rows than a few. The head's columns are `width`,
// a multiple of 16. Row r sees the first part's keys up to and with `causal_offset` + r, or all if that is negative; it sees all
// of the other parts' keys, whose scores are raised by the bias. `probabilities` may be null, or gets rows × keys.
void steno_attention(
    struct steno_attention_queries queries, const struct steno_attention_keys *parts, ptrdiff_t part_count,
    ptrdiff_t width, ptrdiff_t causal_offset, float tail_bias, float *scratch, float *output, ptrdiff_t output_stride,
    float *probabilities);

// Floats of scratch that `steno_attention` takes for all parts' keys.
ptrdiff_t steno_attention_scratch(ptrdiff_t keys, ptrdiff_t width);

// For few rows: scores of every key for every query row and head, scale · query · key. The heads lie side by side in the
// columns, `width` each, a multiple of 8. The score of row r and head h for key k is at
// scores[(h · queries + r) · score_stride + k].
void steno_attention_scores(
    const float *query, ptrdiff_t query_stride, ptrdiff_t queries, const float *key, ptrdiff_t key_stride,
    ptrdiff_t keys, ptrdiff_t heads, ptrdiff_t width, float scale, float *scores, ptrdiff_t score_stride);

// output += the values weighted with probabilities, which lie as the scores do.
void steno_attention_sum(
    const float *probabilities, ptrdiff_t probability_stride, const float *value, ptrdiff_t value_stride,
    ptrdiff_t keys, ptrdiff_t heads, ptrdiff_t width, float *output, ptrdiff_t output_stride, ptrdiff_t queries);

// Softmax of one row over [0, visible) and [hidden_end, count), the latter raised by the bias; what lies between becomes 0. All
// that is visible becomes not a number if one is that, or positive infinity.
void steno_softmax(float *row, ptrdiff_t visible, ptrdiff_t hidden_end, ptrdiff_t count, float tail_bias);

// output (+)= input · weightsᵀ for few rows, reading the weights once; `inputs` is a multiple of 8.
void steno_few_rows(
    const float *input, ptrdiff_t input_stride, ptrdiff_t rows, const float *weights, ptrdiff_t inputs,
    ptrdiff_t outputs, bool accumulate, float *output, ptrdiff_t output_stride);

// Rounds to bfloat16, the upper half of a float: to the nearest, to the even one of two; what is not a number stays so.
void steno_to_bfloat16(const float *values, ptrdiff_t count, uint16_t *halves);

// The floats that numbers of bfloat16 are; exact.
void steno_from_bfloat16(const uint16_t *halves, ptrdiff_t count, float *values);

// As `steno_few_rows`, with weights of bfloat16.
void steno_few_rows_bfloat16(
    const float *input, ptrdiff_t input_stride, ptrdiff_t rows, const uint16_t *weights, ptrdiff_t inputs,
    ptrdiff_t outputs, bool accumulate, float *output, ptrdiff_t output_stride);

// The sum of the exponentials of a row less its peak; not a number if one of the row's is not.
float steno_exponential_sum(const float *row, ptrdiff_t count, float peak);

void steno_add(float *row, const float *addend, ptrdiff_t count);

// row = gelu(row + bias), with the error function; the bias may be null. What is not finite becomes not a number.
void steno_gelu(float *row, const float *bias, ptrdiff_t count);

// One step of an LSTM of `units`. The gates are sums before their activations: input, forget, candidate, output, `units` each, as
// PyTorch has them. What is not a number in a unit's gates or cell stays in that unit.
void steno_lstm_step(const float *gates, float *cell, float *output, ptrdiff_t units);

void steno_layer_norm(
    const float *row, const float *scale, const float *shift, float epsilon, float *output, ptrdiff_t count);

// Every row is divided by its sum; then every column is brought to mean 0 and deviation 1.
void steno_standardize(float *values, ptrdiff_t rows, ptrdiff_t columns);

// output[i] = the median of row[i] … row[i + 6]; the row has `count` + 6 values.
void steno_median_of_seven(const float *row, ptrdiff_t count, float *output);

// How a row of bytes stands for floats: scale · (byte − zero).
struct steno_row_scale {
    float scale;
    int32_t zero;
};

// Quantizes a row to its own range. The scale is not a number if the row holds what is not finite, and infinite if its range is
// larger than a float; the zero and the bytes mean nothing then.
struct steno_row_scale steno_quantize(const float *row, ptrdiff_t count, uint8_t *bytes);

// Inputs whose products AVX2 adds in 16 bits, half of them (i % 4 < 2) in one sum and half in another.
enum { STENO_INT8_GROUP = 8 };

// Quantizes a row of weights and gives its scale; `sum` is that of the bytes. The positive weights of half a group sum up to
// 128 at most, and so do the negative ones: times a byte that fits into 16 bits. The scale is not a number if the row
// holds what is not finite, and infinite if the weights of half a group sum up to more than a float.
float steno_quantize_weights(const float *row, ptrdiff_t count, int8_t *bytes, int32_t *sum);

// A layer's weights of int8, in panels of 16 outputs: a panel has, for every four inputs, four bytes of each output. The last
// panel is filled up with zeros, and so is the last group of inputs.
struct steno_int8_weights {
    const int8_t *panels;
    // Of each output, and the sum of its bytes.
    const float *scales;
    const int32_t *sums;
    ptrdiff_t inputs, outputs;
};

// Bytes of a row of inputs: whole groups.
static inline ptrdiff_t steno_int8_row_bytes(ptrdiff_t inputs) {
    return (inputs + STENO_INT8_GROUP - 1) / STENO_INT8_GROUP * STENO_INT8_GROUP;
}

// Where the byte of an output and an input is among the panels.
static inline ptrdiff_t steno_panel_index(ptrdiff_t inputs, ptrdiff_t output, ptrdiff_t input) {
    return output / 16 * 16 * steno_int8_row_bytes(inputs) + input / 4 * 64 + output % 16 * 4 + input % 4;
}

enum steno_epilogue { STENO_STORE, STENO_GELU, STENO_ACCUMULATE };

// output (+)= gelu?(bytes · weightsᵀ as floats + bias); the bias may be null. Rows lie `steno_int8_row_bytes` apart, and what
// is behind their inputs may be anything. The weights are as `steno_quantize_weights` makes them. Sums are exact, so a row's
// result is the same in whatever company, and on however many threads.
void steno_int8_linear(
    const uint8_t *bytes, const struct steno_row_scale *ranges, ptrdiff_t rows, struct steno_int8_weights weights,
    const float *bias, enum steno_epilogue epilogue, float *output, ptrdiff_t output_stride, ptrdiff_t threads);

// Whether `steno_int8_linear` is faster on this processor than floats are.
bool steno_has_fast_int8(void);

#endif
