// SPDX-License-Identifier: Apache-2.0

#include "clones.h"
#include "kernels.h"

STENO_INLINE struct steno_row_scale range_of(const float *row, ptrdiff_t count) {
    float low[16] = {0}, high[16] = {0}, wrong[16] = {0};
    ptrdiff_t at = 0;
    for (; at + 16 <= count; at += 16)
        for (int i = 0; i < 16; i++) {
            const float x = row[at + i];
            low[i] = x < low[i] ? x : low[i];
            high[i] = x > high[i] ? x : high[i];
            wrong[i] += x - x;
        }
    for (; at < count; at++) {
        const float x = row[at];
        low[0] = x < low[0] ? x : low[0];
        high[0] = x > high[0] ? x : high[0];
        wrong[0] += x - x;
    }
    for (int i = 1; i < 16; i++) {
        low[0] = low[i] < low[0] ? low[i] : low[0];
        high[0] = high[i] > high[0] ? high[i] : high[0];
        wrong[0] += wrong[i];
    }
    const float scale = (high[0] - low[0]) / 255 + 1e-30f;
    return (struct steno_row_scale){scale + wrong[0], steno_whole(0.5f - low[0] / scale, 0, 255)};
}

STENO_CLONES struct steno_row_scale steno_quantize(const float *row, ptrdiff_t count, uint8_t *bytes) {
    const struct steno_row_scale range = range_of(row, count);
    const float factor = 1 / range.scale, offset = (float)range.zero + 0.5f;
    for (ptrdiff_t i = 0; i < count; i++) bytes[i] = (uint8_t)steno_whole(row[i] * factor + offset, 0, 255);
    return range;
}

// The most that the weights of half a group sum up to, of one sign.
STENO_INLINE float largest_sum(const float *row, ptrdiff_t count) {
    float largest = 0;
    for (ptrdiff_t first = 0; first < count; first += STENO_INT8_GROUP) {
        float up[2] = {0}, down[2] = {0};
        for (ptrdiff_t i = first; i < count && i < first + STENO_INT8_GROUP; i++) {
            if (row[i] > 0) up[i % 4 / 2] += row[i];
            else down[i % 4 / 2] -= row[i];
        }
        for (int h = 0; h < 2; h++) {
            largest = up[h] > largest ? up[h] : largest;
            largest = down[h] > largest ? down[h] : largest;
        }
    }
    return largest;
}

STENO_CLONES float steno_quantize_weights(const float *row, ptrdiff_t count, int8_t *bytes, int32_t *sum) {
    float wrong = 0;
    for (ptrdiff_t i = 0; i < count; i++) wrong += row[i] - row[i];
    // Rounding adds at most half of one to each.
    const float scale = largest_sum(row, count) / (128 - STENO_INT8_GROUP / 4) + 1e-30f;
    int32_t total = 0;
    for (ptrdiff_t i = 0; i < count; i++) {
        bytes[i] = (int8_t)(steno_whole(row[i] / scale + 127.5f, 0, 254) - 127);
        total += bytes[i];
    }
    *sum = total;
    return scale + wrong;
}
