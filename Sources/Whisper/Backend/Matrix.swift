// SPDX-License-Identifier: Apache-2.0

/// A row-major view into device memory of floats.
struct Matrix<Storage> {
    /// The memory it looks into; kept alive by the view.
    var storage: Storage
    /// Where the first row begins, in floats.
    var offset: Int
    var rows: Int
    var columns: Int
    /// Floats from one row to the next, at least `columns`.
    var stride: Int

    init(storage: Storage, offset: Int = 0, rows: Int, columns: Int, stride: Int? = nil) {
        self.storage = storage
        self.offset = offset
        self.rows = rows
        self.columns = columns
        self.stride = stride ?? columns
    }

    /// The rows of `range`, sharing memory.
    func rows(_ range: Range<Int>) -> Matrix {
        var view = self
        view.offset += range.lowerBound * stride
        view.rows = range.count
        return view
    }

    /// The first of every `step` rows, sharing memory.
    func every(_ step: Int) -> Matrix {
        var view = self
        view.rows = (rows + step - 1) / step
        view.stride *= step
        return view
    }

    /// The columns of `range`, sharing memory.
    func columns(_ range: Range<Int>) -> Matrix {
        var view = self
        view.offset += range.lowerBound
        view.columns = range.count
        return view
    }
}

extension Matrix: Sendable where Storage: Sendable {}
