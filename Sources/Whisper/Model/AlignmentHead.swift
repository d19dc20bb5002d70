/// A cross-attention head of the decoder whose attention follows the words in time.
public struct AlignmentHead: Sendable, Hashable {
    public var layer: Int
    public var head: Int
}
