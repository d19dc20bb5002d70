// SPDX-License-Identifier: Apache-2.0

/// Why the pool did not run a job, took no session, or could not be made.
public struct InferenceError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds of failure.
    public struct Code: RawRepresentable, Sendable, Hashable {
        /// The code's name, as programs and documentation have it.
        public let rawValue: String

        /// A code by its name.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// A newer job of the session took the place of this partial or preparation before its turn came.
        public static let superseded = Code(rawValue: "superseded")
        /// The pool was shut down.
        public static let shutDown = Code(rawValue: "shut_down")
        /// The finals of another session would be late, and those of others because of it.
        public static let overloaded = Code(rawValue: "overloaded")
        /// The system gave no thread.
        public static let noThread = Code(rawValue: "no_thread")
    }

    /// The kind of failure.
    public let code: Code
    /// What is wrong, as a sentence without its full stop.
    public let message: String
    /// What to do about it, as a sentence without its full stop.
    public let remedy: String?

    init(_ code: Code, _ message: String, remedy: String? = nil) {
        self.code = code
        self.message = message
        self.remedy = remedy
    }

    /// Message and remedy in plain words.
    public var description: String {
        [message, remedy].compactMap { $0.map { $0 + "." } }.joined(separator: " ")
    }

    static let superseded = InferenceError(.superseded, "A newer job of the session replaced this one")
    /// The rejection of a session for lack of capacity.
    public static let overloaded = InferenceError(
        .overloaded, "This server is at capacity: another session would delay final transcripts",
        remedy: "Try again in ten seconds, or use another server")
    static let shutDown = InferenceError(.shutDown, "The inference pool was shut down")
}
