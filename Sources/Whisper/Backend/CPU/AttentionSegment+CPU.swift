// SPDX-License-Identifier: Apache-2.0

import CKernels

extension AttentionSegment<CPUStorage> {
    /// All keys, the sparse ones too.
    var totalKeys: Int { sparse.reduce(keys.rows) { $0 + $1.keys.rows } }

    /// The keys with their values, all heads side by side: its own, then the sparse ones.
    var parts: [steno_attention_keys] {
        ([(keys, values)] + sparse).map { keys, values in
            steno_attention_keys(
                keys: keys.base, values: values.base, key_stride: keys.stride, value_stride: values.stride,
                count: keys.rows)
        }
    }

    /// Each part, and where its scores begin in a row.
    var partsWithStarts: [(part: steno_attention_keys, start: Int)] {
        var start = 0
        return parts.map { part in
            defer { start += part.count }
            return (part, start)
        }
    }
}
