// SPDX-License-Identifier: Apache-2.0

/// Why a session cannot do what was asked of it.
public struct SessionError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds of failure.
    public struct Code: RawRepresentable, Sendable, Hashable {
        /// The code's name, as programs and documentation have it.
        public let rawValue: String

        /// A code by its name.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// A setting is out of its range.
        public static let invalidConfiguration = Code(rawValue: "invalid_configuration")
        /// The session was finished or cancelled and takes no more audio.
        public static let ended = Code(rawValue: "ended")
        /// The server stops.
        public static let shutDown = Code(rawValue: "shut_down")
    }

    /// The kind of failure.
    public let code: Code
    /// What is wrong, as a sentence without its full stop.
    public let message: String
    /// What to do about it, as a sentence without its full stop.
    public let remedy: String?

    /// Creates an error.
    public init(_ code: Code, _ message: String, remedy: String? = nil) {
        self.code = code
        self.message = message
        self.remedy = remedy
    }

    /// Message and remedy in plain words.
    public var description: String {
        [message, remedy].compactMap { $0.map { $0 + "." } }.joined(separator: " ")
    }
}
