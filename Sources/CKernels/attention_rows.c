// SPDX-License-Identifier: Apache-2.0

#include "kernels.h"
#include "softmax.h"
#include "vectors.h"

// A key's row is contiguous over the heads: keys outside, so that memory is read in order.
STENO_INLINE void scores_of_width(
    const float *query, ptrdiff_t query_stride, ptrdiff_t queries, const float *key, ptrdiff_t key_stride,
    ptrdiff_t keys, ptrdiff_t heads, ptrdiff_t width, float scale, float *scores, ptrdiff_t score_stride
) {
    ptrdiff_t k = 0;
    for (; k + 4 <= keys; k += 4)
        for (ptrdiff_t r = 0; r < queries; r++)
            for (ptrdiff_t h = 0; h < heads; h++)
                *(four *)(scores + (h * queries + r) * score_stride + k) = scale
                    * four_dots(query + r * query_stride + h * width, key + k * key_stride + h * width, key_stride, width);
    for (; k < keys; k++)
        for (ptrdiff_t r = 0; r < queries; r++)
            for (ptrdiff_t h = 0; h < heads; h++)
                scores[(h * queries + r) * score_stride + k] = scale
                    * four_dots(query + r * query_stride + h * width, key + k * key_stride + h * width, 0, width)[0];
}

STENO_CLONES void steno_attention_scores(
    const float *query, ptrdiff_t query_stride, ptrdiff_t queries, const float *key, ptrdiff_t key_stride,
    ptrdiff_t keys, ptrdiff_t heads, ptrdiff_t width, float scale, float *scores, ptrdiff_t score_stride
) {
    for (ptrdiff_t r = 0; r < heads * queries; r++) STENO_WRITES(scores + r * score_stride, keys);
    if (width == 64)  // all of Whisper's; a known width is unrolled
        scores_of_width(query, query_stride, queries, key, key_stride, keys, heads, 64, scale, scores, score_stride);
    else
        scores_of_width(query, query_stride, queries, key, key_stride, keys, heads, width, scale, scores, score_stride);
}

STENO_CLONES void steno_attention_sum(
    const float *probabilities, ptrdiff_t probability_stride, const float *value, ptrdiff_t value_stride,
    ptrdiff_t keys, ptrdiff_t heads, ptrdiff_t width, float *output, ptrdiff_t output_stride, ptrdiff_t queries
) {
    for (ptrdiff_t r = 0; r < queries; r++) STENO_WRITES(output + r * output_stride, heads * width);
    ptrdiff_t k = 0;
    for (; k + 4 <= keys; k += 4)
        for (ptrdiff_t r = 0; r < queries; r++)
            for (ptrdiff_t h = 0; h < heads; h++) {
                const float *p = probabilities + (h * queries + r) * probability_stride + k;
                const float *v = value + k * value_stride + h * width;
                float *restrict out = output + r * output_stride + h * width;
                for (ptrdiff_t i = 0; i < width; i++)
                    out[i] += p[0] * v[i] + p[1] * v[i + value_stride] + p[2] * v[i + 2 * value_stride]
                        + p[3] * v[i + 3 * value_stride];
            }
    for (; k < keys; k++)
        for (ptrdiff_t r = 0; r < queries; r++)
            for (ptrdiff_t h = 0; h < heads; h++) {
                const float p = probabilities[(h * queries + r) * probability_stride + k];
                const float *v = value + k * value_stride + h * width;
                float *restrict out = output + r * output_stride + h * width;
                for (ptrdiff_t i = 0; i < width; i++) out[i] += p * v[i];
            }
}

STENO_CLONES void steno_softmax(float *row, ptrdiff_t visible, ptrdiff_t hidden_end, ptrdiff_t count, float tail_bias) {
    STENO_WRITES(row, count);
    softmax(row, visible, hidden_end, count, tail_bias);
}
