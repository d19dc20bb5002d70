// SPDX-License-Identifier: Apache-2.0

/// Merges clusters, the most alike first, until what is left are different speakers.
///
/// Agglomerative clustering by mean similarity, with a threshold of the session's own: noise and telephones make all voices more
/// alike, which shows in how alike the clusters are that remain. The threshold lies at a share of the way from that to the
/// similarity of one speaker's windows, which hardly changes.
struct ClusterTree {
    private(set) var clusters: [VoiceCluster]
    /// The cluster that each of the first ones has become part of.
    private(set) var places: [Int]

    /// The similarity from which clusters were merged last.
    private(set) var threshold: Float

    private let similarity: SpeakerSimilarity
    private var means: [[Float]]
    /// Of each pair of clusters; the diagonal and what is gone are far below anything.
    private var table: [Float]
    /// Where the most alike of each row is.
    private var best: [Int]
    private let count: Int

    private static let gone: Float = -9
    /// The share of the way.
    private static let share: Float = 0.55
    /// As many pairs of clusters speak for what was assumed beforehand.
    private static let priorPairs: Float = 1
    /// Seconds of voice from which a cluster tells something about the session.
    private static let substantial: Float = 1
    /// Seconds of voice above which it does not tell more.
    private static let plenty: Float = 4

    init(_ clusters: [VoiceCluster], similarity: SpeakerSimilarity) {
        self.clusters = clusters
        self.similarity = similarity
        threshold = similarity.different + Self.share * (similarity.same - similarity.different)
        count = clusters.count
        places = Array(clusters.indices)
        means = clusters.map(\.mean)
        table = [Float](repeating: Self.gone, count: count * count)
        best = [Int](repeating: 0, count: count)
        for row in 0..<count {
            for column in 0..<row where clusters[row].canMerge(with: clusters[column]) {
                let value = Vector.dot(means[row], means[column])
                table[row * count + column] = value
                table[column * count + row] = value
            }
        }
        for row in 0..<count { findBest(row) }
    }

    /// Merges until the threshold, but to no more than `most` substantial clusters, and to no fewer than `least` if there were as many.
    mutating func merge(least: Int, most: Int) {
        while let row = closest() {
            let column = best[row]
            let present = places.indices.filter { places[$0] == $0 }
            let substantial = present.filter { clusters[$0].weight >= Self.substantial }
            threshold = threshold(of: substantial)
            guard table[row * count + column] >= threshold || substantial.count > most else {
                return
            }
            guard substantial.count > least || !substantial.contains(row) || !substantial.contains(column)
            else {
                separate(row, column)
                continue
            }
            join(min(row, column), max(row, column))
        }
    }

    private func closest() -> Int? {
        let row = places.indices.filter { places[$0] == $0 }.max { value($0) < value($1) }
        return row.flatMap { value($0) > Self.gone ? $0 : nil }
    }

    private func value(_ row: Int) -> Float { table[row * count + best[row]] }

    private func threshold(of substantial: [Int]) -> Float {
        var (sum, weights) = (Float(0), Float(0))
        let plenty = Self.plenty * Self.plenty
        for (index, row) in substantial.enumerated() {
            for column in substantial[..<index] where table[row * count + column] > Self.gone {
                let weight =
                    min(clusters[row].weight, Self.plenty) * min(clusters[column].weight, Self.plenty)
                    / plenty
                sum += weight * table[row * count + column]
                weights += weight
            }
        }
        let different = (Self.priorPairs * similarity.different + sum) / (Self.priorPairs + weights)
        return different + Self.share * (similarity.same - different)
    }

    private mutating func join(_ kept: Int, _ other: Int) {
        clusters[kept].merge(clusters[other])
        means[kept] = clusters[kept].mean
        for index in places.indices where places[index] == other { places[index] = kept }
        for index in 0..<count {
            table[other * count + index] = Self.gone
            table[index * count + other] = Self.gone
        }
        for index in 0..<count where places[index] == index && index != kept {
            let canMerge = clusters[kept].canMerge(with: clusters[index])
            let value = canMerge ? Vector.dot(means[kept], means[index]) : Self.gone
            table[kept * count + index] = value
            table[index * count + kept] = value
            if best[index] == kept || best[index] == other {
                findBest(index)
            } else if value > self.value(index) {
                best[index] = kept
            }
        }
        findBest(kept)
    }

    /// Lets two clusters stay apart.
    private mutating func separate(_ row: Int, _ column: Int) {
        table[row * count + column] = Self.gone
        table[column * count + row] = Self.gone
        findBest(row)
        findBest(column)
    }

    private mutating func findBest(_ row: Int) {
        var (place, value) = (row, Self.gone)
        for column in 0..<count where table[row * count + column] > value {
            (place, value) = (column, table[row * count + column])
        }
        best[row] = place
    }
}
