// SPDX-License-Identifier: Apache-2.0

#include "kernels.h"
#include "softmax.h"
#include "vectors.h"

// A tile of rows with a panel of columns: as many sums as there are registers for on AVX2.
enum { PANEL = 16, TILE = 6 };

typedef float panel_row __attribute__((vector_size(64), aligned(4), may_alias));

STENO_INLINE ptrdiff_t whole_panels(ptrdiff_t count) { return (count + PANEL - 1) / PANEL * PANEL; }

// output = scale · left · panel, for some rows; `depth` rows of 16 make the panel.
STENO_INLINE void tile_product(
    const float *left, ptrdiff_t left_stride, int rows, const float *panel, ptrdiff_t depth, float scale, float *output,
    ptrdiff_t output_stride
) {
    panel_row sums[TILE];
    for (int r = 0; r < rows; r++) sums[r] = (panel_row){0};
    for (ptrdiff_t k = 0; k < depth; k++) {
        const panel_row right = *(const panel_row *)(panel + k * PANEL);
        for (int r = 0; r < rows; r++) sums[r] += left[r * left_stride + k] * right;
    }
    for (int r = 0; r < rows; r++) *(panel_row *)(output + r * output_stride) = scale * sums[r];
}

// The number of rows is a constant for the compiler.
STENO_INLINE void product(
    const float *left, ptrdiff_t left_stride, ptrdiff_t rows, const float *panel, ptrdiff_t depth, float scale,
    float *output, ptrdiff_t output_stride
) {
    switch (rows) {
    case 1: tile_product(left, left_stride, 1, panel, depth, scale, output, output_stride); break;
    case 2: tile_product(left, left_stride, 2, panel, depth, scale, output, output_stride); break;
    case 3: tile_product(left, left_stride, 3, panel, depth, scale, output, output_stride); break;
    case 4: tile_product(left, left_stride, 4, panel, depth, scale, output, output_stride); break;
    case 5: tile_product(left, left_stride, 5, panel, depth, scale, output, output_stride); break;
    default: tile_product(left, left_stride, TILE, panel, depth, scale, output, output_stride);
    }
}

// Eight rows of eight become columns, whose beginnings lie `PANEL` apart.
STENO_INLINE void transpose(const float *from, ptrdiff_t stride, float *to) {
    lanes a[8], b[8];
    for (int i = 0; i < 8; i++) a[i] = load(from + i * stride);
    for (int i = 0; i < 8; i += 2) {
        b[i] = __builtin_shufflevector(a[i], a[i + 1], 0, 8, 1, 9, 4, 12, 5, 13);
        b[i + 1] = __builtin_shufflevector(a[i], a[i + 1], 2, 10, 3, 11, 6, 14, 7, 15);
    }
    for (int i = 0; i < 8; i += 4)
        for (int j = 0; j < 2; j++) {
            a[i + 2 * j] = __builtin_shufflevector(b[i + j], b[i + j + 2], 0, 1, 8, 9, 4, 5, 12, 13);
            a[i + 2 * j + 1] = __builtin_shufflevector(b[i + j], b[i + j + 2], 2, 3, 10, 11, 6, 7, 14, 15);
        }
    for (int i = 0; i < 4; i++) {
        *(lanes *)(to + i * PANEL) = __builtin_shufflevector(a[i], a[i + 4], 0, 1, 2, 3, 8, 9, 10, 11);
        *(lanes *)(to + (i + 4) * PANEL) = __builtin_shufflevector(a[i], a[i + 4], 4, 5, 6, 7, 12, 13, 14, 15);
    }
}

// Keys as panels: sixteen keys side by side, their columns below one another. `first` is the number of the first.
STENO_INLINE void pack_keys(struct steno_attention_keys part, ptrdiff_t first, ptrdiff_t width, float *panels) {
    for (ptrdiff_t k = 0, step; k < part.count; k += step) {
        const ptrdiff_t place = first + k;
        const float *key = part.keys + k * part.key_stride;
        float *to = panels + place / PANEL * PANEL * width + place % PANEL;
        step = place % 8 == 0 && k + 8 <= part.count ? 8 : 1;
        if (step == 8)
            for (ptrdiff_t i = 0; i < width; i += 8) transpose(key + i, part.key_stride, to + i * PANEL);
        else
            for (ptrdiff_t i = 0; i < width; i++) to[i * PANEL] = key[i];
    }
}

// Values as panels: sixteen columns of all of them.
STENO_INLINE void pack_values(
    struct steno_attention_keys part, ptrdiff_t first, ptrdiff_t total, ptrdiff_t width, float *panels
) {
    for (ptrdiff_t k = 0; k < part.count; k++)
        for (ptrdiff_t i = 0; i < width; i += PANEL)
            *(panel_row *)(panels + i * total + (first + k) * PANEL) =
                *(const panel_row *)(part.values + k * part.value_stride + i);
}

ptrdiff_t steno_attention_scratch(ptrdiff_t keys, ptrdiff_t width) {
    return whole_panels(keys) * (2 * width + TILE);
}

// A few rows at a time, so that their scores stay in the nearest cache.
STENO_CLONES void steno_attention(
    struct steno_attention_queries queries, const struct steno_attention_keys *parts, ptrdiff_t part_count,
    ptrdiff_t width, ptrdiff_t causal_offset, float tail_bias, float *scratch, float *output, ptrdiff_t output_stride,
    float *probabilities
) {
    ptrdiff_t total = 0;
    for (ptrdiff_t p = 0; p < part_count; p++) total += parts[p].count;
    const ptrdiff_t padded = whole_panels(total), own = parts[0].count;
    float *keys = scratch, *values = keys + padded * width, *scores = values + padded * width;
    for (ptrdiff_t p = 0, first = 0; p < part_count; first += parts[p].count, p++) {
        pack_keys(parts[p], first, width, keys);
        pack_values(parts[p], first, total, width, values);
    }
    const float scale = 1 / __builtin_sqrtf((float)width);
    for (ptrdiff_t first = 0; first < queries.count; first += TILE) {
        const ptrdiff_t rows = queries.count - first < TILE ? queries.count - first : TILE;
        const float *query = queries.rows + first * queries.stride;
        for (ptrdiff_t k = 0; k < total; k += PANEL)
            product(query, queries.stride, rows, keys + k * width, width, scale, scores + k, padded);
        for (ptrdiff_t r = 0; r < rows; r++) {
            const ptrdiff_t seen = causal_offset + first + r + 1;
            softmax(scores + r * padded, causal_offset < 0 || seen > own ? own : seen, own, total, tail_bias);
            if (probabilities)
                __builtin_memcpy(probabilities + (first + r) * total, scores + r * padded, (size_t)total * sizeof(float));
            STENO_WRITES(output + (first + r) * output_stride, width);
        }
        for (ptrdiff_t i = 0; i < width; i += PANEL)
            product(scores, padded, rows, values + i * total, total, 1, output + first * output_stride + i, output_stride);
    }
}
