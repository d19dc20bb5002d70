// SPDX-License-Identifier: Apache-2.0

#ifndef STENO_SOFTMAX_H
#define STENO_SOFTMAX_H

#include "clones.h"

#include <stddef.h>

// Sixteen maxima side by side: the compiler may not reorder a comparison that a NaN would spoil.
STENO_INLINE float highest(const float *row, ptrdiff_t count, float start) {
    float lanes[16];
    for (int i = 0; i < 16; i++) lanes[i] = start;
    ptrdiff_t at = 0;
    for (; at + 16 <= count; at += 16)
        for (int i = 0; i < 16; i++) lanes[i] = row[at + i] > lanes[i] ? row[at + i] : lanes[i];
    for (; at < count; at++) lanes[0] = row[at] > lanes[0] ? row[at] : lanes[0];
    for (int i = 1; i < 16; i++) lanes[0] = lanes[i] > lanes[0] ? lanes[i] : lanes[0];
    return lanes[0];
}

STENO_INLINE float exponentials(float *row, ptrdiff_t count, float peak) {
#pragma clang fp reassociate(on)
    float sum = 0;
    for (ptrdiff_t i = 0; i < count; i++) {
        row[i] = steno_exp(row[i] - peak);
        sum += row[i];
    }
    return sum;
}

// As `steno_softmax`.
STENO_INLINE void softmax(float *row, ptrdiff_t visible, ptrdiff_t hidden_end, ptrdiff_t count, float tail_bias) {
    const float own_peak = highest(row, visible, -3e38f), tail_peak = highest(row + hidden_end, count - hidden_end, -3e38f);
    const float peak = own_peak > tail_peak + tail_bias ? own_peak : tail_peak + tail_bias;
    float sum = exponentials(row, visible, peak);
    sum += exponentials(row + hidden_end, count - hidden_end, peak - tail_bias);
    const float factor = 1 / sum;
    for (ptrdiff_t i = 0; i < visible; i++) row[i] *= factor;
    for (ptrdiff_t i = visible; i < hidden_end; i++) row[i] = 0;
    for (ptrdiff_t i = hidden_end; i < count; i++) row[i] *= factor;
}

#endif
