// SPDX-License-Identifier: Apache-2.0

import CKernels

/// A matrix of int8, each row with a scale: weight ≈ scale · byte. It lies in panels of 16 rows, as the product reads it.
///
/// Unchecked around the C pointers: they are written once, before the matrix is shared.
final class QuantizedMatrix: @unchecked Sendable {
    let panels: steno_int8_weights
    private let bytes: UnsafeMutablePointer<Int8>
    private let scales: UnsafeMutablePointer<Float>
    /// The sum of each row's bytes, with which the zero point of the other factor is taken out.
    private let sums: UnsafeMutablePointer<Int32>

    /// Bytes from one row of the other factor to the next.
    var rowBytes: Int { steno_int8_row_bytes(panels.inputs) }

    /// Quantizes `values`, row-major.
    init(_ values: [Float], rows: Int, columns: Int) {
        let size = (rows + 15) / 16 * 16 * steno_int8_row_bytes(columns)
        bytes = Self.allocate(size)
        bytes.initialize(repeating: 0, count: size)
        scales = Self.allocate(rows)
        sums = Self.allocate(rows)
        panels = steno_int8_weights(panels: bytes, scales: scales, sums: sums, inputs: columns, outputs: rows)
        var quantized = [Int8](repeating: 0, count: columns)
        values.withUnsafeBufferPointer { values in
            guard let base = values.baseAddress else { return }
            for row in 0..<rows {
                scales[row] = steno_quantize_weights(base + row * columns, columns, &quantized, sums + row)
                for column in 0..<columns { bytes[steno_panel_index(columns, row, column)] = quantized[column] }
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
        for column in 0..<panels.inputs {
            output[column] += scales[row] * Float(bytes[steno_panel_index(panels.inputs, row, column)])
        }
    }

    private static func allocate<Value>(_ count: Int) -> UnsafeMutablePointer<Value> {
        UnsafeMutableRawPointer.allocate(
            byteCount: max(count, 1) * MemoryLayout<Value>.stride, alignment: CPUStorage.alignment
        ).bindMemory(to: Value.self, capacity: max(count, 1))
    }
}
