// The loops between the matrix products, over rows of floats. The compiler turns them into vector instructions, once for
// each level of x86-64, and the loader takes the one for the processor: Swift has no such thing.
#ifndef STENO_KERNELS_H
#define STENO_KERNELS_H

#include <stddef.h>

// Scores of every key for every query row and head: scale · query · key. The heads lie side by side in the columns, `width`
// each, a multiple of 8. The score of row r and head h for key k is at scores[(h · queries + r) · score_stride + k].
void steno_attention_scores(
    const float *query, ptrdiff_t query_stride, ptrdiff_t queries, const float *key, ptrdiff_t key_stride,
    ptrdiff_t keys, ptrdiff_t heads, ptrdiff_t width, float scale, float *scores, ptrdiff_t score_stride);

// output += the values weighted with probabilities, which lie as the scores do.
void steno_attention_sum(
    const float *probabilities, ptrdiff_t probability_stride, const float *value, ptrdiff_t value_stride,
    ptrdiff_t keys, ptrdiff_t heads, ptrdiff_t width, float *output, ptrdiff_t output_stride, ptrdiff_t queries);

// Softmax of one row over [0, visible) and [hidden_end, count); what lies between becomes 0.
void steno_softmax(float *row, ptrdiff_t visible, ptrdiff_t hidden_end, ptrdiff_t count);

#endif
