#include "kernels.h"
#include "vectors.h"

STENO_CLONES void steno_add(float *row, const float *addend, ptrdiff_t count) {
    for (ptrdiff_t i = 0; i < count; i++) row[i] += addend[i];
}

STENO_CLONES void steno_gelu(float *row, const float *bias, ptrdiff_t count) {
#pragma clang loop vectorize(enable)
    for (ptrdiff_t i = 0; i < count; i++) row[i] = steno_gelu_of(bias ? row[i] + bias[i] : row[i]);
}

STENO_CLONES void steno_few_rows(
    const float *input, ptrdiff_t input_stride, ptrdiff_t rows, const float *weights, ptrdiff_t inputs,
    ptrdiff_t outputs, bool accumulate, float *output, ptrdiff_t output_stride
) {
    ptrdiff_t o = 0;
    for (; o + 4 <= outputs; o += 4)
        for (ptrdiff_t r = 0; r < rows; r++) {
            four *at = (four *)(output + r * output_stride + o);
            const four value = four_dots(input + r * input_stride, weights + o * inputs, inputs, inputs);
            *at = accumulate ? *at + value : value;
        }
    for (; o < outputs; o++)
        for (ptrdiff_t r = 0; r < rows; r++) {
            float *at = output + r * output_stride + o;
            const float value = four_dots(input + r * input_stride, weights + o * inputs, 0, inputs)[0];
            *at = accumulate ? *at + value : value;
        }
}

STENO_CLONES void steno_layer_norm(
    const float *row, const float *scale, const float *shift, float epsilon, float *output, ptrdiff_t count
) {
    float sum = 0, squares = 0;
    {
#pragma clang fp reassociate(on)
        for (ptrdiff_t i = 0; i < count; i++) sum += row[i];
    }
    const float mean = sum / (float)count;
    {
#pragma clang fp reassociate(on)
        for (ptrdiff_t i = 0; i < count; i++) squares += (row[i] - mean) * (row[i] - mean);
    }
    const float factor = 1 / __builtin_sqrtf(squares / (float)count + epsilon);
    for (ptrdiff_t i = 0; i < count; i++) output[i] = (row[i] - mean) * factor * scale[i] + shift[i];
}
