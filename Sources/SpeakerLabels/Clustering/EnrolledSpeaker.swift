// SPDX-License-Identifier: Apache-2.0

/// A voice that is known by name.
///
/// An embedding identifies a person: it is biometric data, to be kept only with that person's consent.
public struct EnrolledSpeaker: Sendable, Equatable {
    /// The name to show.
    public var name: String
    /// The direction of the voice, of length 1.
    public var voice: [Float]

    /// A voice by its name and embedding.
    public init(name: String, voice: [Float]) {
        self.name = name
        self.voice = Vector.unit(voice)
    }
}
