// SPDX-License-Identifier: Apache-2.0

/// Settings of decoding that come with a model.
struct DecodingDefaults {
    var alignmentHeads: [AlignmentHead]
    var suppressed: [Int]
    /// Suppressed as the first token only: a lone space, and the end.
    var suppressedAtStart: [Int]

    /// Without better knowledge all heads of the upper half of the layers follow the words.
    static func upperHalf(_ dimensions: ModelDimensions) -> [AlignmentHead] {
        (dimensions.decoderLayers / 2..<dimensions.decoderLayers).flatMap { layer in
            (0..<dimensions.decoderHeads).map { AlignmentHead(layer: layer, head: $0) }
        }
    }
}
