// SPDX-License-Identifier: Apache-2.0

/// Finds who speaks in each cell of a stretch: windows vote for the cells around their middle, and a change of speaker has a price.
struct SpeakerDecoder {
    /// The directions of the speakers' voices.
    let voices: [[Float]]

    /// Samples from the middle of a window, or of the first half of one, to where its vote ends.
    private static let reach: (whole: Float, half: Float) = (12_800, 6_400)
    /// What a change of speaker costs, as a difference in similarity over a cell.
    private static let change: Float = 0.2

    /// A cell's speaker, as an index among the voices, and how much more alike that voice is than the next.
    struct Vote {
        var voice: Int
        var lead: Float
    }

    /// - Parameter windows: those of the stretch.
    func votes(_ stretch: VoiceStretch, _ windows: [VoiceWindow], halfWindow: Int) -> [Vote] {
        guard !voices.isEmpty, !windows.isEmpty else { return [] }
        let wholes = windows.map { window in voices.map { Vector.dot(window.embedding.whole, $0) } }
        let halves = windows.map { window in voices.map { Vector.dot(window.embedding.firstHalf, $0) } }
        let halfMiddles = windows.map { window in
            Float(window.range.lowerBound) + Float(min(halfWindow, window.range.count)) / 2
        }
        let scores = stretch.cells.indices.map { cell in
            let middle = (Float(cell) + 0.5) * Float(VoiceStretch.cell)
            let whole = mean(wholes, at: middle, windows.map(\.middle), reach: Self.reach.whole)
            let half = mean(halves, at: middle, halfMiddles, reach: Self.reach.half)
            return zip(whole, half).map { ($0 + $1) / 2 }
        }
        return path(scores).enumerated().map { cell, voice in
            let others = scores[cell].enumerated().filter { $0.offset != voice }.map(\.element)
            return Vote(voice: voice, lead: scores[cell][voice] - (others.max() ?? 0))
        }
    }

    /// The similarities of the windows around a place; those of the nearest if none reaches it.
    private func mean(_ similarities: [[Float]], at place: Float, _ middles: [Float], reach: Float)
        -> [Float]
    {
        var sums = [Float](repeating: 0, count: voices.count)
        var total: Float = 0
        for (index, middle) in middles.enumerated() {
            let distance = abs(place - middle)
            let weight = max(0, 1 - distance / reach) + 1e-6 / (1 + distance / 160)
            total += weight
            for voice in voices.indices { sums[voice] += weight * similarities[index][voice] }
        }
        return sums.map { $0 / total }
    }

    /// The likeliest row of voices (Viterbi).
    private func path(_ scores: [[Float]]) -> [Int] {
        var sums = scores[0]
        var steps: [[Int]] = []
        for score in scores.dropFirst() {
            let leader = sums.indices.max { sums[$0] < sums[$1] } ?? 0
            let changed = sums[leader] - Self.change
            steps.append(sums.indices.map { sums[$0] >= changed ? $0 : leader })
            for voice in sums.indices { sums[voice] = max(sums[voice], changed) + score[voice] }
        }
        var path = [sums.indices.max { sums[$0] < sums[$1] } ?? 0]
        for step in steps.reversed() { path.append(step[path[path.count - 1]]) }
        return path.reversed()
    }
}
