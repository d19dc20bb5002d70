// SPDX-License-Identifier: Apache-2.0

/// The self-attention cache of one sequence.
final class DecoderState<B: Backend> {
    /// Tokens for which memory is taken at first.
    private static var firstCapacity: Int { 64 }

    /// Keys and values of the tokens so far, tokens × 2 · width, for each layer.
    private(set) var keyValues: [Matrix<B.Storage>]
    /// Tokens decoded so far.
    private(set) var count: Int
    private let longest: Int
    private let backend: B

    init(dimensions: ModelDimensions, backend: B) throws {
        longest = dimensions.textPositions
        self.backend = backend
        count = 0
        let columns = 2 * dimensions.width
        keyValues = try (0..<dimensions.decoderLayers).map { _ in
            try Self.matrix(rows: min(Self.firstCapacity, dimensions.textPositions), columns: columns, backend)
        }
    }

    /// The cache of a text that was decoded before, up to its token `count`.
    init(memory: TextMemory<B.Storage>, count: Int, dimensions: ModelDimensions, backend: B) {
        longest = dimensions.textPositions
        self.backend = backend
        self.count = count
        keyValues = memory.keyValues
    }

    /// Makes room for so many more tokens, in steps that double, and keeps those decoded.
    func reserve(_ tokens: Int) throws {
        guard let capacity = keyValues.first?.rows, count + tokens > capacity else { return }
        let rows = max(count + tokens, min(2 * capacity, longest))
        keyValues = try keyValues.map { old in
            let larger = try Self.matrix(rows: rows, columns: old.columns, backend)
            if count > 0 { backend.copy(old.rows(0..<count), to: larger.rows(0..<count)) }
            return larger
        }
    }

    /// Takes over the keys and values of another cache's first `count` tokens.
    func fill(from other: [Matrix<B.Storage>], count: Int) throws {
        self.count = 0
        try reserve(count)
        for (from, to) in zip(other, keyValues) where count > 0 {
            backend.copy(from.rows(0..<count), to: to.rows(0..<count))
        }
        self.count = count
    }

    func advance(by tokens: Int) {
        count += tokens
    }

    /// Forgets the tokens from `count` on; what is kept stays exact.
    func truncate(to count: Int) {
        self.count = min(self.count, count)
    }

    private static func matrix(rows: Int, columns: Int, _ backend: B) throws -> Matrix<B.Storage> {
        Matrix(storage: try backend.allocate(count: rows * columns), rows: rows, columns: columns)
    }
}
