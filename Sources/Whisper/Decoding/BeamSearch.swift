// SPDX-License-Identifier: Apache-2.0

/// Finds the likeliest text among several that are decoded side by side.
///
/// The beams of a text are rows of one batch. They share the audio, which is read once for all of them, and the opening, which is
/// computed once.
struct BeamSearch<B: Backend> {
    /// A text to search for.
    struct Request {
        var audio: EncodedAudio<B>
        /// The tokens before the text.
        var opening: [Int]
        /// Of the text that has been decided, tokens at the end of the opening.
        var prefix: [Int]
        /// What was computed for the first tokens of the opening.
        var memory: (value: TextMemory<B.Storage>, count: Int)?
        var rules: TokenRules
        var texts: BeamTexts
        var isCancelled: @Sendable () -> Bool
    }

    /// One search on its way.
    private struct Lane {
        var request: Request
        /// The cache of each open text.
        var states: [DecoderState<B>] = []
        /// What goes in next, for each of them.
        var pending: [[Int]]
    }

    let decoder: Decoder<B>
    let states: DecoderStates<B>

    /// - Returns: The likeliest text of each request; nil where it was cancelled, or the logits were not finite.
    func search(_ batch: [Request]) throws -> [[Int]?] {
        var lanes = try batch.map(lane)
        defer { for lane in lanes { lane.states.forEach(states.giveBack) } }
        while true {
            let active = lanes.indices.filter {
                !lanes[$0].request.texts.isOver && !lanes[$0].request.isCancelled()
            }
            guard !active.isEmpty else { break }
            let inputs = active.flatMap { index in
                let lane = lanes[index]
                return zip(lane.pending, lane.states).enumerated().map { place, beam in
                    Decoder<B>.Input(
                        tokens: beam.0, state: beam.1, audio: lane.request.audio, logitRows: [beam.0.count - 1],
                        sharesAudio: place > 0)
                }
            }
            var outputs = try decoder.forward(inputs)[...]
            for index in active {
                let count = lanes[index].pending.count
                try advance(&lanes[index], outputs.prefix(count).map { $0.logits[0] })
                outputs = outputs.dropFirst(count)
            }
        }
        return lanes.map { $0.request.isCancelled() ? nil : $0.request.texts.best }
    }

    private func lane(for request: Request) throws -> Lane {
        let state = try states.take()
        if let memory = request.memory { try state.fill(from: memory.value.keyValues, count: memory.count) }
        return Lane(
            request: request, states: [state], pending: [Array(request.opening.dropFirst(state.count))])
    }

    private func advance(_ lane: inout Lane, _ logits: [[Float]]) throws {
        var logits = logits
        for index in logits.indices {
            lane.request.rules.apply(
                to: &logits[index], after: lane.request.prefix + lane.request.texts.open[index].tokens)
        }
        let parents = lane.request.texts.take(logits)
        let before = lane.states
        // The first text that goes on from another takes over its cache; the others copy it.
        var free = before.indices.filter { !parents.contains($0) }.map { before[$0] }
        var taken = Set<Int>()
        let copies = parents.map { parent -> DecoderState<B>? in taken.insert(parent).inserted ? before[parent] : nil }
        lane.states = try zip(parents, copies).map { parent, own in
            if let own { return own }
            let state = try free.popLast() ?? states.take()
            try state.fill(from: before[parent].keyValues, count: before[parent].count)
            return state
        }
        free.forEach(states.giveBack)
        lane.pending = lane.request.texts.open.map { [$0.tokens[$0.tokens.count - 1]] }
    }
}
