// SPDX-License-Identifier: Apache-2.0

/// Embeddings as vectors.
enum Vector {
    /// The vector at length 1; zeros if it has no length, or none that is finite.
    static func unit(_ values: [Float]) -> [Float] {
        let length = dot(values, values).squareRoot()
        guard length > 0, length.isFinite else { return [Float](repeating: 0, count: values.count) }
        return values.map { $0 / length }
    }

    /// The product of two vectors, which is their cosine if both have length 1.
    static func dot(_ left: [Float], _ right: [Float]) -> Float {
        left.withUnsafeBufferPointer { left in
            right.withUnsafeBufferPointer { right in
                var sums = SIMD8<Float>.zero
                let whole = left.count / 8 * 8
                let (lefts, rights) = (UnsafeRawBufferPointer(left), UnsafeRawBufferPointer(right))
                for start in stride(from: 0, to: whole * 4, by: 32) {
                    sums +=
                        lefts.loadUnaligned(fromByteOffset: start, as: SIMD8<Float>.self)
                        * rights.loadUnaligned(fromByteOffset: start, as: SIMD8<Float>.self)
                }
                var sum = sums.sum()
                for index in whole..<left.count { sum += left[index] * right[index] }
                return sum
            }
        }
    }
}
