/// Why a model could not be loaded or run.
public struct WhisperError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What kind of failure it is.
    public enum Code: Sendable, Hashable {
        /// The folder holds no model.
        case missingModel
        /// Files of the model are cut short or contradict each other.
        case damagedModel
        /// Not a Whisper model, or one of a form that Steno does not read.
        case unsupportedModel
        /// The audio is longer than one window of 30 s.
        case audioTooLong
        /// The model does not know this language.
        case unknownLanguage
        /// The model gave numbers that are not finite.
        case notFinite
        /// The system gave no memory for the work.
        case outOfMemory
        /// The caller asked for the work to stop.
        case cancelled
    }

    /// What kind of failure it is.
    public var code: Code
    /// What happened, without a closing stop.
    public var message: String
    /// What the user can do, as a sentence.
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
        remedy.map { "\(message). \($0)" } ?? "\(message)."
    }
}
