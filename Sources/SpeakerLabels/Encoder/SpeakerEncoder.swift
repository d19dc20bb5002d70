// SPDX-License-Identifier: Apache-2.0

/// Turns windows of voice into embeddings: vectors of length 1 that point the same way if the same person speaks.
///
/// Another model is another type that conforms to this.
public protocol SpeakerEncoder: Sendable {
    /// Samples at 16 kHz that a whole window has. Shorter ones give embeddings that say less.
    var windowSize: Int { get }

    /// Numbers in an embedding.
    var dimensions: Int { get }

    /// How alike two embeddings are, as the cosine.
    var similarity: SpeakerSimilarity { get }

    /// The embeddings of some windows of 16 kHz mono, full scale ±1, at once: several together cost less than one by one.
    ///
    /// - Parameter windows: each as long as ``windowSize``, or shorter but not empty.
    /// - Returns: an embedding for each; all zeros for a window in which there is nothing, or nothing finite.
    func embeddings(of windows: [ArraySlice<Float>]) -> [SpeakerEmbedding]
}
