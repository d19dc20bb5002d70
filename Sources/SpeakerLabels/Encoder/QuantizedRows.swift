// SPDX-License-Identifier: Apache-2.0

internal import CKernels

/// Rows of floats, and the same rows in int8: a row is rounded once, and multiplied by as many matrices as there are.
final class QuantizedRows {
    let columns: Int
    let floats: UnsafeMutablePointer<Float>
    let bytes: UnsafeMutablePointer<UInt8>
    let ranges: UnsafeMutablePointer<steno_row_scale>

    init(rows: Int, columns: Int) {
        self.columns = columns
        floats = .allocate(capacity: rows * columns)
        bytes = .allocate(capacity: rows * steno_int8_row_bytes(columns))
        ranges = .allocate(capacity: rows)
        floats.initialize(repeating: 0, count: rows * columns)
        bytes.initialize(repeating: 0, count: rows * steno_int8_row_bytes(columns))
        ranges.initialize(repeating: steno_row_scale(), count: rows)
    }

    deinit {
        floats.deallocate()
        bytes.deallocate()
        ranges.deallocate()
    }

    /// Rounds some rows whose floats have been written.
    func round(_ rows: Range<Int>) {
        for row in rows {
            ranges[row] = steno_quantize(
                floats + row * columns, columns, bytes + row * steno_int8_row_bytes(columns))
        }
    }
}
