// SPDX-License-Identifier: Apache-2.0

/// Named scratch matrices that grow to the largest size asked for and are used again.
final class Workspace<B: Backend> {
    enum Slot: Hashable {
        case mel, unfolded, stem, hidden, normed, query, keyValue, attended, inner, tokens, logits
    }

    let backend: B
    private var storage: [Slot: (memory: B.Storage, capacity: Int)] = [:]

    init(backend: B) {
        self.backend = backend
    }

    /// A dense matrix in the slot; what it held before is undefined.
    func matrix(_ slot: Slot, rows: Int, columns: Int) throws -> Matrix<B.Storage> {
        let count = rows * columns
        if let held = storage[slot], held.capacity >= count {
            return Matrix(storage: held.memory, rows: rows, columns: columns)
        }
        let memory = try backend.allocate(count: count)
        storage[slot] = (memory, count)
        return Matrix(storage: memory, rows: rows, columns: columns)
    }
}
