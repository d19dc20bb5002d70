// SPDX-License-Identifier: Apache-2.0

// Calls every kernel with ordinary values, with those at the ends of what floats can be, and with what is not a number, in
// shapes that fill vectors and shapes that do not. What comes out is the business of WhisperTests; here the sanitizer looks on.
#include "kernels.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const float wild[] = {NAN, -NAN, INFINITY, -INFINITY, FLT_MAX, -FLT_MAX, 3e9f, -3e9f, FLT_MIN, 1e-45f, 0, -0.0f};
enum { WILD = sizeof wild / sizeof *wild };
// How many in a row of values: none, a few, all.
static const unsigned shares[] = {0, 50, 100};

static uint32_t state = 1;

static uint32_t next(void) { return (state = state * 1664525 + 1013904223) >> 8; }

// Floats that begin `shift` floats behind an address that fits vectors.
static float *floats(ptrdiff_t count, ptrdiff_t shift, unsigned share) {
    float *values = (float *)aligned_alloc(64, (size_t)(count + shift + 16) / 16 * 64) + shift;
    for (ptrdiff_t i = 0; i < count; i++)
        values[i] = next() % 100 < share ? wild[next() % WILD] : (float)(next() % 2000) / 500 - 2;
    return values;
}

static void rows(ptrdiff_t count, unsigned share) {
    float *row = floats(count + 6, 1, share), *other = floats(count, 2, share), *output = floats(count, 3, 0);
    uint16_t *halves = malloc((size_t)count * sizeof *halves);
    steno_to_bfloat16(row, count, halves);
    steno_from_bfloat16(halves, count, output);
    steno_layer_norm(row, other, other, 1e-5f, output, count);
    steno_median_of_seven(row, count, output);
    steno_exponential_sum(row, count, 1);
    steno_exponential_sum(row, count, other[0]);
    steno_gelu(row, other, count);
    steno_gelu(other, 0, count);
    steno_add(row, other, count);
    steno_softmax(row, count / 2, count / 2 + count / 4, count, other[0]);
    steno_standardize(floats(3 * count, 1, share), 3, count);
    steno_lstm_step(floats(4 * count, 1, share), other, output, count);
}

static void attention(ptrdiff_t width, ptrdiff_t count, unsigned share) {
    const ptrdiff_t stride = 2 * width + 1, keys = 21, heads = 2;
    float *query = floats(count * stride, 1, share), *key = floats(keys * stride, 2, share);
    float *value = floats(keys * stride, 3, share), *output = floats(count * stride, 1, 0);
    float *scores = floats(heads * count * (keys + 1), 1, share);
    struct steno_attention_queries queries = {query, stride, count};
    struct steno_attention_keys parts[] = {{key, value, stride, stride, keys - 8}, {key, value, stride, stride, 8}};
    float *scratch = floats(steno_attention_scratch(keys, width), 0, 0), *captured = floats(count * keys, 1, 0);
    steno_attention(queries, parts, 2, width, -1, 1, scratch, output, stride, captured);
    steno_attention(queries, parts, 1, width, 2, 1, scratch, output, stride, 0);
    steno_attention_scores(query, stride, count, key, stride, keys, heads, width, 0.1f, scores, keys + 1);
    steno_attention_sum(scores, keys + 1, value, stride, keys, heads, width, output, stride, count);
}

static void products(ptrdiff_t inputs, ptrdiff_t outputs, ptrdiff_t count, unsigned share) {
    float *input = floats(count * inputs, 1, share), *weights = floats(outputs * inputs, 2, share);
    float *bias = floats(outputs, 3, share), *output = floats(count * outputs, 1, share);
    uint16_t *halves = malloc((size_t)(outputs * inputs + 1) * sizeof *halves);
    steno_to_bfloat16(weights, outputs * inputs, halves + 1);
    for (int accumulate = 0; accumulate < 2; accumulate++) {
        steno_few_rows(input, inputs, count, weights, inputs, outputs, accumulate, output, outputs);
        steno_few_rows_bfloat16(input, inputs, count, halves + 1, inputs, outputs, accumulate, output, outputs);
    }
    const ptrdiff_t row_bytes = steno_int8_row_bytes(inputs);
    int8_t *panels = calloc((size_t)((outputs + 15) / 16 * 16 * row_bytes), 1), *quantized = malloc((size_t)inputs);
    float *scales = floats(outputs, 0, 0);
    int32_t *sums = calloc((size_t)outputs, sizeof *sums);
    for (ptrdiff_t o = 0; o < outputs; o++) {
        scales[o] = steno_quantize_weights(weights + o * inputs, inputs, quantized, sums + o);
        for (ptrdiff_t i = 0; i < inputs; i++) panels[steno_panel_index(inputs, o, i)] = quantized[i];
    }
    uint8_t *bytes = calloc((size_t)(count * row_bytes), 1);
    struct steno_row_scale *ranges = calloc((size_t)count, sizeof *ranges);
    for (ptrdiff_t r = 0; r < count; r++) ranges[r] = steno_quantize(input + r * inputs, inputs, bytes + r * row_bytes);
    const struct steno_int8_weights matrix = {panels, scales, sums, inputs, outputs};
    for (int epilogue = STENO_STORE; epilogue <= STENO_ACCUMULATE; epilogue++)
        steno_int8_linear(
            bytes, ranges, count, matrix, epilogue ? bias : 0, (enum steno_epilogue)epilogue, output, outputs, 2);
}

// It ends in seconds, and the system takes the memory back.
int main(void) {
    for (int s = 0; s < 3; s++) {
        for (ptrdiff_t count = 1; count < 200; count += 1 + count / 16) rows(count, shares[s]);
        for (ptrdiff_t count = 1; count < 14; count++) attention(count % 2 ? 64 : 16, count, shares[s]);
        for (ptrdiff_t count = 1; count < 14; count++) products(8 * count, 5 * count, count, shares[s]);
        products(1024, 600, 5, shares[s]);
    }
    puts(steno_has_fast_int8() ? "no undefined behaviour; int8 by AVX2 or VNNI" : "no undefined behaviour; int8 plainly");
}
