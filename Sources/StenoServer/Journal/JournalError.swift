/// The journal cannot be used.
public struct JournalError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong.
    public let message: String
    /// What to do about it.
    public let remedy: String

    init(_ message: String, remedy: String) {
        self.message = message
        self.remedy = remedy
    }

    /// Message and remedy in plain words.
    public var description: String { "\(self.message). \(self.remedy)." }
}
