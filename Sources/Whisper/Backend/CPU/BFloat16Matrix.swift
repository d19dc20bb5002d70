// SPDX-License-Identifier: Apache-2.0

import CKernels

/// A matrix of bfloat16, the upper halves of floats, row-major.
///
/// Unchecked around the C pointer: the memory is written once, before the matrix is shared.
final class BFloat16Matrix: @unchecked Sendable {
    let pointer: UnsafeMutablePointer<UInt16>
    let columns: Int

    /// Rounds `values`, row-major, each to the nearest.
    init(_ values: [Float], columns: Int) {
        pointer = UnsafeMutableRawPointer.allocate(
            byteCount: max(values.count, 1) * MemoryLayout<UInt16>.stride, alignment: CPUStorage.alignment
        ).bindMemory(to: UInt16.self, capacity: max(values.count, 1))
        self.columns = columns
        steno_to_bfloat16(values, values.count, pointer)
    }

    deinit {
        UnsafeMutableRawPointer(pointer).deallocate()
    }

    /// `output += row`.
    func addRow(_ row: Int, to output: UnsafeMutablePointer<Float>) {
        for column in 0..<columns { output[column] += Float(bitPattern: UInt32(pointer[row * columns + column]) << 16) }
    }
}
