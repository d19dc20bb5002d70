// SPDX-License-Identifier: Apache-2.0

/// What a load is made of. Times are in seconds.
public struct LoadSettings: Sendable, Hashable {
    /// How long each stream plays; the recording that is on then is played to its end.
    public var duration = 60.0
    /// The silence after each recording.
    public var pause = 1.0
    /// Over how long the starts of the streams are spread, evenly.
    public var ramp = 5.0
    /// How much audio a message holds; a multiple of ``LoadSettings/tick``.
    public var frame = 0.1
    /// Whether the server is asked to finish each recording as soon as its speech has ended, instead of noticing by itself.
    public var flushes = false
    /// What the order of the recordings follows from.
    public var seed: UInt64 = 1

    /// Streams start at multiples of this.
    public static let tick = 0.01

    /// The defaults.
    public init() {}
}
