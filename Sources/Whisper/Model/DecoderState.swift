/// The self-attention cache of one sequence.
final class DecoderState<B: Backend> {
    /// Keys and values of the tokens so far, text positions × 2 · width, for each layer.
    let keyValues: [Matrix<B.Storage>]
    let capacity: Int
    /// Tokens decoded so far.
    private(set) var count = 0

    init(dimensions: ModelDimensions, backend: B) {
        capacity = dimensions.textPositions
        keyValues = (0..<dimensions.decoderLayers).map { _ in
            Matrix(
                storage: backend.allocate(count: dimensions.textPositions * 2 * dimensions.width),
                rows: dimensions.textPositions, columns: 2 * dimensions.width)
        }
    }

    func advance(by tokens: Int) {
        count += tokens
    }

    /// Forgets the tokens from `count` on; what is kept stays exact.
    func truncate(to count: Int) {
        self.count = min(self.count, count)
    }
}
