// SPDX-License-Identifier: Apache-2.0

#ifndef STENO_CLONES_H
#define STENO_CLONES_H

#ifndef __has_feature
#define __has_feature(feature) 0
#endif

// ThreadSanitizer makes every access of a loop many times slower: whole rows are reported to it instead.
#if __has_feature(thread_sanitizer)
void __tsan_read_range(const void *from, unsigned long bytes);
void __tsan_write_range(void *to, unsigned long bytes);
#define STENO_UNWATCHED __attribute__((no_sanitize("thread")))
#define STENO_READS(from, count) __tsan_read_range(from, (unsigned long)(count) * sizeof *(from))
#define STENO_WRITES(to, count) __tsan_write_range(to, (unsigned long)(count) * sizeof *(to))
#else
#define STENO_UNWATCHED
#define STENO_READS(from, count) (void)(from)
#define STENO_WRITES(to, count) (void)(to)
#endif

// Makes a function once for plain x86-64, once for AVX2 and once for AVX-512. The one to use is chosen before a sanitizer
// is ready for the code that chooses.
#if defined(__x86_64__) && defined(__ELF__) && !__has_feature(thread_sanitizer) && !__has_feature(address_sanitizer)
#define STENO_CLONES __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define STENO_CLONES STENO_UNWATCHED
#endif

#define STENO_INLINE STENO_UNWATCHED static inline __attribute__((always_inline))

// Without its fraction, and within limits that an int holds: what is not a number becomes the lower one.
STENO_INLINE int steno_whole(float x, float low, float high) {
    x = x > low ? x : low;
    return (int)(x < high ? x : high);
}

// exp for x ≤ 0, relative error below 2e-7: 2ⁿ · e^r with |r| ≤ ln 2 / 2, e^r by Taylor's series to the sixth power. What is
// not a number stays so; below -87 it is that of -87.
STENO_INLINE float steno_exp(float x) {
    x = x < -87 ? -87 : x;
    const int n = steno_whole(x * 1.44269504f - 0.5f, -126, 127);
    const float r = (x - (float)n * 0.693359375f) + (float)n * 2.12194440e-4f;
    float sum = 1.0f / 720;
    sum = sum * r + 1.0f / 120;
    sum = sum * r + 1.0f / 24;
    sum = sum * r + 1.0f / 6;
    sum = sum * r + 0.5f;
    sum = sum * r + 1;
    sum = sum * r + 1;
    union { int bits; float value; } power = {.bits = (n + 127) << 23};
    return sum * power.value;
}

// erf by Abramowitz and Stegun 7.1.26, error below 2e-7; the tail is computed directly, so small values keep their digits.
STENO_INLINE float steno_gelu_of(float x) {
    const float z = (x < 0 ? -x : x) * 0.707106781f;
    const float t = 1 / (1 + 0.3275911f * z);
    float tail = 1.061405429f;
    tail = tail * t - 1.453152027f;
    tail = tail * t + 1.421413741f;
    tail = tail * t - 0.284496736f;
    tail = tail * t + 0.254829592f;
    const float share = 0.5f * tail * t * steno_exp(-z * z);
    return x < 0 ? x * share : x - x * share;
}

#endif
