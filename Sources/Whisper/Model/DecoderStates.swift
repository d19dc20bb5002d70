// SPDX-License-Identifier: Apache-2.0

/// Caches of sequences that have ended, for those to come: a worker needs as many as its largest batch has sequences.
final class DecoderStates<B: Backend> {
    private let dimensions: ModelDimensions
    private let backend: B
    private var idle: [DecoderState<B>] = []

    init(dimensions: ModelDimensions, backend: B) {
        self.dimensions = dimensions
        self.backend = backend
    }

    /// An empty cache.
    func take() throws -> DecoderState<B> {
        let state = try idle.popLast() ?? DecoderState(dimensions: dimensions, backend: backend)
        state.truncate(to: 0)
        return state
    }

    func giveBack(_ state: DecoderState<B>) {
        idle.append(state)
    }
}
