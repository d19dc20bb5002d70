// SPDX-License-Identifier: Apache-2.0

/// A cross-attention head of the decoder whose attention follows the words in time.
struct AlignmentHead: Sendable, Hashable {
    var layer: Int
    var head: Int
}
