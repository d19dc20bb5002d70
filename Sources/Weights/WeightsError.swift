// SPDX-License-Identifier: Apache-2.0

/// Why weights could not be read: what happened, in plain words, and what to do about it.
public struct WeightsError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kind of failure, for a program to act on.
    public struct Code: RawRepresentable, Sendable, Hashable {
        /// The code's name, as programs and documentation have it.
        public let rawValue: String

        /// A code by its name.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The file is not there or the system does not let it be read.
        public static let unreadable = Code(rawValue: "unreadable")
        /// The file breaks its own format: truncated, wrong lengths, not of this format at all.
        public static let damaged = Code(rawValue: "damaged")
        /// The file has no tensor of the name asked for.
        public static let missingTensor = Code(rawValue: "missing_tensor")
        /// A version of the format, or an element type, that is not read or not converted as asked.
        public static let unsupported = Code(rawValue: "unsupported")
        /// A tensor has another shape than the model needs.
        public static let shapeMismatch = Code(rawValue: "shape_mismatch")
    }

    /// The kind of failure.
    public var code: Code
    /// What happened, without a closing full stop.
    public var message: String
    /// What the user can do about it, where there is something.
    public var remedy: String?

    /// Makes an error from its parts.
    public init(_ code: Code, _ message: String, remedy: String? = nil) {
        self.code = code
        self.message = message
        self.remedy = remedy
    }

    /// The message, and the remedy if there is one, as sentences.
    public var description: String {
        guard let remedy else { return message + "." }
        return "\(message). \(remedy)."
    }

    static func damaged(_ path: String, _ what: String) -> WeightsError {
        WeightsError(.damaged, "\(path) is damaged: \(what)", remedy: "Fetch the model again")
    }

    static func missing(_ name: String, in path: String) -> WeightsError {
        WeightsError(.missingTensor, "\(path) has no tensor named \(name)", remedy: "Check that it is the right model")
    }
}
