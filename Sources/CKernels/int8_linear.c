// SPDX-License-Identifier: Apache-2.0

#include "clones.h"
#include "kernels.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

enum { PANEL = 16, LARGEST_TILE = 8 };

// The bytes of some rows, and what becomes of their products.
struct tile {
    const uint8_t *bytes;
    ptrdiff_t row_bytes;
    const struct steno_row_scale *ranges;
    float *output;
    ptrdiff_t output_stride;
};

// The products of a tile with a panel, as floats, to the output.
STENO_INLINE void put(
    int32_t products[][PANEL], ptrdiff_t rows, struct tile tile, const float *scales, const int32_t *sums,
    const float *bias, enum steno_epilogue epilogue, ptrdiff_t count
) {
    for (ptrdiff_t r = 0; r < rows; r++) {
        const struct steno_row_scale range = tile.ranges[r];
        float *output = tile.output + r * tile.output_stride;
        float values[PANEL];
        for (int i = 0; i < count; i++)
            values[i] = range.scale * scales[i] * (float)(products[r][i] - range.zero * sums[i]);
        if (bias)
            for (int i = 0; i < count; i++) values[i] += bias[i];
        if (epilogue == STENO_GELU)
            for (int i = 0; i < count; i++) output[i] = steno_gelu_of(values[i]);
        else if (epilogue == STENO_ACCUMULATE)
            for (int i = 0; i < count; i++) output[i] += values[i];
        else
            for (int i = 0; i < count; i++) output[i] = values[i];
    }
}

// A full panel's loops have a known length.
#define PUT(products, rows, tile, weights, o, bias, epilogue)                                                          \
    do {                                                                                                               \
        const float *shift = (bias) ? (bias) + (o) : 0;                                                                \
        if ((o) + PANEL <= (weights).outputs)                                                                          \
            put(products, rows, tile, (weights).scales + (o), (weights).sums + (o), shift, epilogue, PANEL);           \
        else                                                                                                           \
            put(products, rows, tile, (weights).scales + (o), (weights).sums + (o), shift, epilogue,                   \
                (weights).outputs - (o));                                                                              \
    } while (0)

#ifdef __x86_64__
#define AVX2 __attribute__((target("avx2,fma")))
#define VNNI __attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni,avx2,fma")))

STENO_INLINE int32_t four_bytes(const uint8_t *from) {
    int32_t value;
    __builtin_memcpy(&value, from, sizeof value);
    return value;
}

// Sixteen outputs of up to three rows: more would need more registers than there are. Products of 16 bits are added up over a
// group before they become 32 bits wide: three multiplications instead of four.
AVX2 STENO_INLINE void products_avx2(
    struct tile tile, int rows, ptrdiff_t inputs, const int8_t *panel, int32_t products[][PANEL]
) {
    __m256i low[4], high[4];
    for (int r = 0; r < rows; r++) low[r] = high[r] = _mm256_setzero_si256();
    const __m256i ones = _mm256_set1_epi16(1);
    for (ptrdiff_t first = 0; first < inputs; first += STENO_INT8_GROUP) {
        __m256i low_words[4], high_words[4];
        for (int i = 0; i < STENO_INT8_GROUP; i += 4, panel += 64) {
            const __m256i w0 = _mm256_loadu_si256((const __m256i *)panel);
            const __m256i w1 = _mm256_loadu_si256((const __m256i *)(panel + 32));
            for (int r = 0; r < rows; r++) {
                const __m256i input = _mm256_set1_epi32(four_bytes(tile.bytes + r * tile.row_bytes + first + i));
                const __m256i l = _mm256_maddubs_epi16(input, w0), h = _mm256_maddubs_epi16(input, w1);
                low_words[r] = i ? _mm256_add_epi16(low_words[r], l) : l;
                high_words[r] = i ? _mm256_add_epi16(high_words[r], h) : h;
            }
        }
        for (int r = 0; r < rows; r++) {
            low[r] = _mm256_add_epi32(low[r], _mm256_madd_epi16(low_words[r], ones));
            high[r] = _mm256_add_epi32(high[r], _mm256_madd_epi16(high_words[r], ones));
        }
    }
    for (int r = 0; r < rows; r++) {
        _mm256_storeu_si256((__m256i *)products[r], low[r]);
        _mm256_storeu_si256((__m256i *)(products[r] + 8), high[r]);
    }
}

// Sixteen outputs of up to eight rows.
VNNI STENO_INLINE void products_vnni(
    struct tile tile, int rows, ptrdiff_t inputs, const int8_t *panel, int32_t products[][PANEL]
) {
    __m512i sums[LARGEST_TILE];
    for (int r = 0; r < rows; r++) sums[r] = _mm512_setzero_si512();
    for (ptrdiff_t i = 0; i < inputs; i += 4, panel += 64) {
        const __m512i w = _mm512_loadu_si512(panel);
        for (int r = 0; r < rows; r++) {
            const __m512i input = _mm512_set1_epi32(four_bytes(tile.bytes + r * tile.row_bytes + i));
            sums[r] = _mm512_dpbusd_epi32(sums[r], input, w);
        }
    }
    for (int r = 0; r < rows; r++) _mm512_storeu_si512(products[r], sums[r]);
}
#endif

STENO_INLINE void products_plain(
    struct tile tile, int rows, ptrdiff_t inputs, const int8_t *panel, int32_t products[][PANEL]
) {
    for (int r = 0; r < rows; r++) {
        for (int o = 0; o < PANEL; o++) products[r][o] = 0;
        for (ptrdiff_t i = 0; i < inputs; i++)
            for (int o = 0; o < PANEL; o++)
                products[r][o] += tile.bytes[r * tile.row_bytes + i] * panel[i / 4 * 64 + 4 * o + i % 4];
    }
}

// A panel's weights stay in the cache while all rows pass. The number of rows of a tile is a constant for the compiler.
#define LINEAR(kind, target, largest)                                                                                  \
    STENO_UNWATCHED target static void linear_##kind(                                                                  \
        struct tile all, ptrdiff_t rows, struct steno_int8_weights weights, const float *bias,                         \
        enum steno_epilogue epilogue                                                                                   \
    ) {                                                                                                                \
        const ptrdiff_t inputs = steno_int8_row_bytes(weights.inputs);                                                 \
        int32_t products[LARGEST_TILE][PANEL];                                                                         \
        for (ptrdiff_t o = 0; o < weights.outputs; o += PANEL) {                                                       \
            const int8_t *panel = weights.panels + o * inputs;                                                         \
            for (ptrdiff_t r = 0; r < rows;) {                                                                         \
                const struct tile tile = {                                                                             \
                    all.bytes + r * all.row_bytes, all.row_bytes, all.ranges + r,                                      \
                    all.output + r * all.output_stride + o, all.output_stride};                                        \
                const ptrdiff_t left = rows - r;                                                                       \
                const int height = left >= largest ? largest : left >= 4 ? 4 : (int)left;                              \
                switch (height) {                                                                                      \
                case 1: products_##kind(tile, 1, inputs, panel, products); break;                                      \
                case 2: products_##kind(tile, 2, inputs, panel, products); break;                                      \
                case 3: products_##kind(tile, 3, inputs, panel, products); break;                                      \
                case 4: products_##kind(tile, 4, inputs, panel, products); break;                                      \
                default: products_##kind(tile, largest, inputs, panel, products);                                      \
                }                                                                                                      \
                PUT(products, height, tile, weights, o, bias, epilogue);                                               \
                r += height;                                                                                           \
            }                                                                                                          \
        }                                                                                                              \
    }

LINEAR(plain, , 4)
#ifdef __x86_64__
LINEAR(avx2, AVX2, 3)
LINEAR(vnni, VNNI, LARGEST_TILE)
#endif

#ifdef __x86_64__
// All that `AVX2` and `VNNI` name.
static bool has_avx2(void) { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }

static bool has_vnni(void) {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")
        && __builtin_cpu_supports("avx512vnni") && has_avx2();
}
#endif

static void linear(
    struct tile all, ptrdiff_t rows, struct steno_int8_weights weights, const float *bias, enum steno_epilogue epilogue
) {
#ifdef __x86_64__
    if (has_vnni()) return linear_vnni(all, rows, weights, bias, epilogue);
    if (has_avx2()) return linear_avx2(all, rows, weights, bias, epilogue);
#endif
    linear_plain(all, rows, weights, bias, epilogue);
}

struct product {
    struct tile all;
    ptrdiff_t rows;
    struct steno_int8_weights weights;
    const float *bias;
    enum steno_epilogue epilogue;
    ptrdiff_t parts;
};

// Some of the panels.
static void linear_part(void *context, ptrdiff_t part) {
    const struct product *all = context;
    const ptrdiff_t panels = (all->weights.outputs + PANEL - 1) / PANEL;
    const ptrdiff_t first = panels * part / all->parts, end = panels * (part + 1) / all->parts;
    struct product own = *all;
    own.all.output += first * PANEL;
    own.weights.panels += first * PANEL * steno_int8_row_bytes(own.weights.inputs);
    own.weights.scales += first * PANEL;
    own.weights.sums += first * PANEL;
    own.weights.outputs = (end * PANEL < all->weights.outputs ? end * PANEL : all->weights.outputs) - first * PANEL;
    for (ptrdiff_t r = 0; r < own.rows; r++) {
        STENO_READS(own.all.bytes + r * own.all.row_bytes, own.weights.inputs);
        STENO_WRITES(own.all.output + r * own.all.output_stride, own.weights.outputs);
    }
    linear(own.all, own.rows, own.weights, own.bias ? own.bias + first * PANEL : 0, own.epilogue);
}

void steno_int8_linear(
    const uint8_t *bytes, const struct steno_row_scale *ranges, ptrdiff_t rows, struct steno_int8_weights weights,
    const float *bias, enum steno_epilogue epilogue, float *output, ptrdiff_t output_stride, ptrdiff_t threads
) {
    const struct tile all = {bytes, steno_int8_row_bytes(weights.inputs), ranges, output, output_stride};
    // A thread is worth its waking for a million products.
    const ptrdiff_t most = rows * weights.inputs * weights.outputs >> 20;
    struct product product = {all, rows, weights, bias, epilogue, threads < most ? threads : most > 1 ? most : 1};
    steno_parallel(product.parts, linear_part, &product);
}

bool steno_has_fast_int8(void) {
#ifdef __x86_64__
    return has_avx2();
#else
    return false;
#endif
}
