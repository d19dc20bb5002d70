import CKernels

/// A matrix of int8, each row with a scale: weight ≈ scale · byte.
///
/// Unchecked: the pointers are written once, before the matrix is shared.
final class QuantizedMatrix: @unchecked Sendable {
    let rows: Int
    let columns: Int
    /// Row-major.
    let bytes: UnsafeMutablePointer<Int8>
    let scales: UnsafeMutablePointer<Float>
    /// The sum of each row's bytes, with which the zero point of the other factor is taken out.
    let sums: UnsafeMutablePointer<Int32>

    /// Quantizes `values`, row-major.
    init(_ values: [Float], rows: Int, columns: Int) {
        self.rows = rows
        self.columns = columns
        bytes = Self.allocate(rows * columns)
        scales = Self.allocate(rows)
        sums = Self.allocate(rows)
        values.withUnsafeBufferPointer { values in
            guard let base = values.baseAddress else { return }
            for row in 0..<rows {
                scales[row] = steno_quantize_weights(base + row * columns, columns, bytes + row * columns, sums + row)
            }
        }
    }

    deinit {
        UnsafeMutableRawPointer(bytes).deallocate()
        UnsafeMutableRawPointer(scales).deallocate()
        UnsafeMutableRawPointer(sums).deallocate()
    }

    /// `output += scale · bytes` of one row.
    func addRow(_ row: Int, to output: UnsafeMutablePointer<Float>) {
        let (bytes, scale) = (bytes + row * columns, scales[row])
        for column in 0..<columns { output[column] += scale * Float(bytes[column]) }
    }

    private static func allocate<Value>(_ count: Int) -> UnsafeMutablePointer<Value> {
        UnsafeMutableRawPointer.allocate(
            byteCount: max(count, 1) * MemoryLayout<Value>.stride, alignment: CPUStorage.alignment
        ).bindMemory(to: Value.self, capacity: max(count, 1))
    }
}
