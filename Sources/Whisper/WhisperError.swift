// SPDX-License-Identifier: Apache-2.0

/// Why a model could not be loaded or run.
public struct WhisperError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What kind of failure it is.
    public struct Code: RawRepresentable, Sendable, Hashable {
        /// The code's name, as programs and documentation have it.
        public let rawValue: String

        /// A code by its name.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The folder holds no model.
        public static let missingModel = Code(rawValue: "missing_model")
        /// Files of the model are cut short or contradict each other.
        public static let damagedModel = Code(rawValue: "damaged_model")
        /// Not a Whisper model, or one of a form that Steno does not read.
        public static let unsupportedModel = Code(rawValue: "unsupported_model")
        /// The audio is longer than one window of 30 s.
        public static let audioTooLong = Code(rawValue: "audio_too_long")
        /// The model does not know this language.
        public static let unknownLanguage = Code(rawValue: "unknown_language")
        /// The model gave numbers that are not finite.
        public static let notFinite = Code(rawValue: "not_finite")
        /// The system gave no memory for the work.
        public static let outOfMemory = Code(rawValue: "out_of_memory")
        /// The caller asked for the work to stop.
        public static let cancelled = Code(rawValue: "cancelled")
    }

    /// What kind of failure it is.
    public var code: Code
    /// What happened, without a closing stop.
    public var message: String
    /// What the user can do, without a full stop at the end.
    public var remedy: String?

    /// An error; see the properties for the form of the texts.
    public init(_ code: Code, _ message: String, remedy: String? = nil) {
        self.code = code
        self.message = message
        self.remedy = remedy
    }

    static var cancelled: WhisperError { WhisperError(.cancelled, "the work was cancelled") }

    /// Message and remedy in plain words.
    public var description: String {
        remedy.map { "\(message). \($0)." } ?? "\(message)."
    }
}
