// SPDX-License-Identifier: Apache-2.0

/// Keys and values of one stretch of audio, by position: what its newer positions and the text attend to.
///
/// The rows may outlive a pass: positions that are frozen need not be computed again.
struct AudioMemory<Storage> {
    /// Positions for which memory is taken at first: 5 s.
    private static var firstCapacity: Int { 256 }

    /// Of every encoder layer, positions × 2 · width. All layers share one matrix when nothing outlives the pass.
    private(set) var encoder: [Matrix<Storage>] = []
    /// Of every decoder layer's cross-attention, likewise.
    private(set) var decoder: [Matrix<Storage>] = []

    /// Positions there is room for.
    var capacity: Int { encoder.first?.rows ?? 0 }

    /// Memory for one pass over `positions` positions.
    static func transient<B: Backend>(
        positions: Int, dimensions: ModelDimensions, on backend: B
    ) throws -> AudioMemory where B.Storage == Storage {
        var memory = AudioMemory()
        let shared = try matrix(positions, dimensions, backend)
        memory.encoder = Array(repeating: shared, count: dimensions.encoderLayers)
        memory.decoder = try (0..<dimensions.decoderLayers).map { _ in try matrix(positions, dimensions, backend) }
        return memory
    }

    /// Makes room for `positions` positions, in steps that double, and keeps the rows of the first `kept`.
    mutating func reserve<B: Backend>(
        _ positions: Int, keeping kept: Int, dimensions: ModelDimensions, on backend: B
    ) throws where B.Storage == Storage {
        guard positions > capacity else { return }
        var size = max(capacity, Self.firstCapacity)
        while size < positions { size *= 2 }
        size = max(positions, min(size, dimensions.audioPositions))
        func grown(_ layers: [Matrix<Storage>], count: Int) throws -> [Matrix<Storage>] {
            try (0..<count).map { layer in
                let larger = try Self.matrix(size, dimensions, backend)
                if kept > 0 { backend.copy(layers[layer].rows(0..<kept), to: larger.rows(0..<kept)) }
                return larger
            }
        }
        // Both or, for want of memory, neither.
        (encoder, decoder) = (
            try grown(encoder, count: dimensions.encoderLayers), try grown(decoder, count: dimensions.decoderLayers)
        )
    }

    private static func matrix<B: Backend>(
        _ rows: Int, _ dimensions: ModelDimensions, _ backend: B
    ) throws -> Matrix<Storage> where B.Storage == Storage {
        let columns = 2 * dimensions.width
        return Matrix(storage: try backend.allocate(count: rows * columns), rows: rows, columns: columns)
    }
}

extension AudioMemory: Sendable where Storage: Sendable {}
