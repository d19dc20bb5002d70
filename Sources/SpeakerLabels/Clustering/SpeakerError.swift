// SPDX-License-Identifier: Apache-2.0

/// Why speakers cannot be distinguished as requested: what is wrong, and what to do about it.
public struct SpeakerError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kind of failure, for a program to act on.
    public struct Code: RawRepresentable, Sendable, Hashable {
        /// The code's name, as programs and documentation have it.
        public let rawValue: String

        /// A code by its name.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// Settings are out of range or contradict each other.
        public static let invalidSettings = Code(rawValue: "invalid_settings")
        /// A clip has too little speech to know a voice by.
        public static let tooLittleSpeech = Code(rawValue: "too_little_speech")
        /// More than one person speaks in a clip.
        public static let severalVoices = Code(rawValue: "several_voices")
    }

    /// The kind of failure.
    public var code: Code
    /// What is wrong, without a closing full stop.
    public var message: String
    /// What to do about it, without a closing full stop.
    public var remedy: String

    init(_ code: Code, _ message: String, remedy: String) {
        self.code = code
        self.message = message
        self.remedy = remedy
    }

    /// What is wrong and what to do, as sentences.
    public var description: String { "\(message). \(remedy)." }
}
