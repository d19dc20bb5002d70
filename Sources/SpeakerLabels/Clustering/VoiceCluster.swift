// SPDX-License-Identifier: Apache-2.0

/// Voice that is taken for one speaker's, as the sum of its embeddings.
struct VoiceCluster: Sendable {
    /// Embeddings, each times its weight.
    private(set) var sum: [Float]
    /// Seconds of voice, less where two may speak.
    private(set) var weight: Float
    /// Seconds by the speaker to whom they were assigned.
    private(set) var reported: [Int: Float] = [:]
    /// The enrolled speaker whose voice this is.
    private(set) var enrolled: Int?

    init(_ embedding: [Float], weight: Float, speaker: Int? = nil, isEnrolled: Bool = false) {
        sum = embedding.map { $0 * weight }
        self.weight = weight
        if let speaker { reported[speaker] = weight }
        enrolled = isEnrolled ? speaker : nil
    }

    /// The mean of the embeddings: the product of two means is the mean similarity of the embeddings in them.
    var mean: [Float] { sum.map { $0 / weight } }

    var direction: [Float] { Vector.unit(sum) }

    /// Whether both may be one speaker's voice: two enrolled speakers never become one.
    func canMerge(with other: VoiceCluster) -> Bool {
        guard let enrolled, let another = other.enrolled else { return true }
        return enrolled == another
    }

    mutating func merge(_ other: VoiceCluster) {
        for index in sum.indices { sum[index] += other.sum[index] }
        weight += other.weight
        reported.merge(other.reported, uniquingKeysWith: +)
        enrolled = enrolled ?? other.enrolled
    }
}
