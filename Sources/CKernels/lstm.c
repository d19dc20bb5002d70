// SPDX-License-Identifier: Apache-2.0

#include "clones.h"
#include "kernels.h"

STENO_INLINE float magnitude(float x) { return x < 0 ? -x : x; }

STENO_INLINE float sigmoid(float x) {
    const float e = steno_exp(-magnitude(x));
    return (x < 0 ? e : 1) / (1 + e);
}

STENO_INLINE float hyperbolic_tangent(float x) {
    const float e = steno_exp(-2 * magnitude(x)), size = (1 - e) / (1 + e);
    return x < 0 ? -size : size;
}

STENO_CLONES void steno_lstm_step(const float *gates, float *cell, float *output, ptrdiff_t units) {
#pragma clang loop vectorize(enable)
    for (ptrdiff_t i = 0; i < units; i++) {
        const float fresh = sigmoid(gates[i]) * hyperbolic_tangent(gates[2 * units + i]);
        const float state = sigmoid(gates[units + i]) * cell[i] + fresh;
        cell[i] = state;
        output[i] = sigmoid(gates[3 * units + i]) * hyperbolic_tangent(state);
    }
}
