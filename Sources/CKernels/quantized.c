#include "clones.h"
#include "kernels.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

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
    return (struct steno_row_scale){scale + wrong[0], (int)(0.5f - low[0] / scale)};
}

STENO_CLONES struct steno_row_scale steno_quantize(const float *row, ptrdiff_t count, uint8_t *bytes) {
    const struct steno_row_scale range = range_of(row, count);
    const float factor = 1 / range.scale, offset = (float)range.zero + 0.5f;
    for (ptrdiff_t i = 0; i < count; i++) {
        const int value = (int)(row[i] * factor + offset);
        bytes[i] = (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
    }
    return range;
}

STENO_CLONES float steno_quantize_weights(const float *row, ptrdiff_t count, int8_t *bytes, int32_t *sum) {
    float peak = 0, wrong = 0;
    for (ptrdiff_t i = 0; i < count; i++) {
        const float size = row[i] < 0 ? -row[i] : row[i];
        peak = size > peak ? size : peak;
        wrong += row[i] - row[i];
    }
    const float scale = peak / 63 + 1e-30f;
    int32_t total = 0;
    for (ptrdiff_t i = 0; i < count; i++) {
        const int value = (int)(row[i] / scale + 63.5f) - 63;
        bytes[i] = (int8_t)(value < -63 ? -63 : value > 63 ? 63 : value);
        total += bytes[i];
    }
    *sum = total;
    return scale + wrong;
}

STENO_INLINE void dequantize(
    const int32_t *product, struct steno_row_scale range, const float *scales, const int32_t *sums, const float *bias,
    enum steno_epilogue epilogue, float *restrict output, ptrdiff_t count
) {
#pragma clang loop vectorize(enable)
    for (ptrdiff_t i = 0; i < count; i++) {
        float value = range.scale * scales[i] * (float)(product[i] - range.zero * sums[i]);
        if (bias) value += bias[i];
        output[i] = epilogue == STENO_GELU ? steno_gelu_of(value)
            : epilogue == STENO_ACCUMULATE ? output[i] + value
                                           : value;
    }
}

STENO_CLONES void steno_dequantize(
    const int32_t *product, struct steno_row_scale range, const float *scales, const int32_t *sums, const float *bias,
    enum steno_epilogue epilogue, float *output, ptrdiff_t count
) {
    switch (epilogue) {
    case STENO_STORE: dequantize(product, range, scales, sums, bias, STENO_STORE, output, count); break;
    case STENO_GELU: dequantize(product, range, scales, sums, bias, STENO_GELU, output, count); break;
    case STENO_ACCUMULATE: dequantize(product, range, scales, sums, bias, STENO_ACCUMULATE, output, count); break;
    }
}

#ifdef __x86_64__
#define AVX2 static inline __attribute__((always_inline, target("avx2")))

// sum += the products of 32 bytes with 32 weights, in eight parts.
AVX2 __m256i add_products(__m256i sum, __m256i bytes, __m256i weights) {
    const __m256i pairs = _mm256_maddubs_epi16(bytes, weights);
    return _mm256_add_epi32(sum, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
}

AVX2 __m128i lane_sums(__m256i a, __m256i b, __m256i c, __m256i d) {
    const __m256i all = _mm256_hadd_epi32(_mm256_hadd_epi32(a, b), _mm256_hadd_epi32(c, d));
    return _mm_add_epi32(_mm256_castsi256_si128(all), _mm256_extracti128_si256(all, 1));
}

AVX2 __m256i bytes_at(const void *from) { return _mm256_loadu_si256((const __m256i *)from); }

// Two rows by four outputs: what is loaded serves several products, and the next four outputs' weights are on their way.
// A last row is its own second.
AVX2 void block(
    const uint8_t *first, const uint8_t *second, ptrdiff_t inputs, const int8_t *weights, int32_t *one, int32_t *two
) {
    __m256i sum[8];
    for (int i = 0; i < 8; i++) sum[i] = _mm256_setzero_si256();
    for (ptrdiff_t i = 0; i < inputs; i += 32) {
        const __m256i a = bytes_at(first + i), b = bytes_at(second + i);
        for (int o = 0; o < 4; o++) {
            const __m256i w = bytes_at(weights + o * inputs + i);
            _mm_prefetch((const char *)weights + (4 + o) * inputs + i, _MM_HINT_T0);
            sum[o] = add_products(sum[o], a, w);
            sum[4 + o] = add_products(sum[4 + o], b, w);
        }
    }
    _mm_storeu_si128((__m128i *)one, lane_sums(sum[0], sum[1], sum[2], sum[3]));
    _mm_storeu_si128((__m128i *)two, lane_sums(sum[4], sum[5], sum[6], sum[7]));
}

AVX2 int32_t one_product(const uint8_t *input, ptrdiff_t inputs, const int8_t *weights) {
    __m256i sum = _mm256_setzero_si256();
    for (ptrdiff_t i = 0; i < inputs; i += 32) sum = add_products(sum, bytes_at(input + i), bytes_at(weights + i));
    return _mm_extract_epi32(lane_sums(sum, sum, sum, sum), 0);
}

__attribute__((target("avx2"))) void steno_int8_product(
    const uint8_t *input, ptrdiff_t rows, ptrdiff_t inputs, const int8_t *weights, ptrdiff_t outputs, int32_t *product
) {
    ptrdiff_t o = 0;
    for (; o + 4 <= outputs; o += 4)
        for (ptrdiff_t r = 0; r < rows; r += 2) {
            const ptrdiff_t next = r + 1 < rows ? r + 1 : r;
            block(
                input + r * inputs, input + next * inputs, inputs, weights + o * inputs, product + r * outputs + o,
                product + next * outputs + o);
        }
    for (; o < outputs; o++)
        for (ptrdiff_t r = 0; r < rows; r++)
            product[r * outputs + o] = one_product(input + r * inputs, inputs, weights + o * inputs);
}

bool steno_has_int8_product(void) { return __builtin_cpu_supports("avx2"); }
#else
void steno_int8_product(
    const uint8_t *input, ptrdiff_t rows, ptrdiff_t inputs, const int8_t *weights, ptrdiff_t outputs, int32_t *product
) {
    for (ptrdiff_t r = 0; r < rows; r++)
        for (ptrdiff_t o = 0; o < outputs; o++) {
            int32_t sum = 0;
            for (ptrdiff_t i = 0; i < inputs; i++) sum += input[r * inputs + i] * weights[o * inputs + i];
            product[r * outputs + o] = sum;
        }
}

bool steno_has_int8_product(void) { return false; }
#endif
