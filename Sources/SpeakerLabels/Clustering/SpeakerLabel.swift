// SPDX-License-Identifier: Apache-2.0

/// Who speaks a word.
public struct SpeakerLabel: Sendable, Equatable {
    /// The speaker's number in this session, from 0 in the order of appearance; enrolled speakers have the first numbers.
    public var speaker: Int
    /// The name of an enrolled speaker.
    public var name: String?
    /// How sure that is, from 0 to 1.
    public var confidence: Float

    /// A label of its parts.
    public init(speaker: Int, name: String? = nil, confidence: Float) {
        self.speaker = speaker
        self.name = name
        self.confidence = confidence
    }
}
