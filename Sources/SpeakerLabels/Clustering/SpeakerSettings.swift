// SPDX-License-Identifier: Apache-2.0

/// What is known about the speakers of a session beforehand.
public struct SpeakerSettings: Sendable, Equatable {
    /// More speakers than this are never told apart.
    public static let mostSpeakers = 64

    /// Speakers that there are at least, once there is voice enough to tell them apart.
    public var minSpeakers: Int
    /// Speakers that there are at most.
    public var maxSpeakers: Int
    /// Voices that are known by name.
    public var enrolled: [EnrolledSpeaker]

    /// Settings for a session.
    ///
    /// - Throws: ``SpeakerError`` if the numbers contradict each other or are out of range, or a name is there twice.
    public init(
        minSpeakers: Int = 1, maxSpeakers: Int = mostSpeakers, enrolled: [EnrolledSpeaker] = []
    ) throws(SpeakerError) {
        guard (1...Self.mostSpeakers).contains(minSpeakers),
            (1...Self.mostSpeakers).contains(maxSpeakers)
        else {
            throw SpeakerError(
                .invalidSettings, "The number of speakers is out of range",
                remedy: "Give a minimum and a maximum from 1 to \(Self.mostSpeakers)")
        }
        guard minSpeakers <= maxSpeakers else {
            throw SpeakerError(
                .invalidSettings, "At least \(minSpeakers) speakers are more than at most \(maxSpeakers)",
                remedy: "Give a minimum that is no larger than the maximum")
        }
        guard Set(enrolled.map(\.name)).count == enrolled.count, enrolled.count <= maxSpeakers else {
            throw SpeakerError(
                .invalidSettings,
                "Two enrolled speakers have one name, or there are more of them than speakers at most",
                remedy: "Give each enrolled speaker a name of its own, and at most \(maxSpeakers) of them")
        }
        self.minSpeakers = minSpeakers
        self.maxSpeakers = maxSpeakers
        self.enrolled = enrolled
    }
}
