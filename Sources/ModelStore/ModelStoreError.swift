// SPDX-License-Identifier: Apache-2.0

/// Why a model could not be found, fetched or trusted, in words for the person at the terminal.
public struct ModelStoreError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kind of failure.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// The code's name, as in documentation.
        public let description: String

        /// No model has this name.
        public static let unknownModel = Code(description: "unknown_model")
        /// The model is known but is not in the cache.
        public static let notInstalled = Code(description: "not_installed")
        /// A server could not be reached, or the connection broke or stalled.
        public static let unreachable = Code(description: "unreachable")
        /// A server answered with an HTTP error status.
        public static let refused = Code(description: "refused")
        /// What came over the network is not what was promised.
        public static let damagedDownload = Code(description: "damaged_download")
        /// Installed files are missing or changed.
        public static let damagedModel = Code(description: "damaged_model")
        /// A repository or package does not hold a model that Steno can read.
        public static let unsupported = Code(description: "unsupported")
        /// The cache cannot be read or written.
        public static let cannotWrite = Code(description: "cannot_write")
        /// The surrounding task was cancelled.
        public static let cancelled = Code(description: "cancelled")
    }

    /// The kind of failure.
    public var code: Code
    /// What happened, without a full stop at the end.
    public var message: String
    /// What the user can do about it, without a full stop at the end.
    public var remedy: String?

    /// An error of a kind, with its message and, where there is one, a remedy.
    public init(_ code: Code, _ message: String, remedy: String? = nil) {
        self.code = code
        self.message = message
        self.remedy = remedy
    }

    /// One line: what happened, then what to do.
    public var description: String {
        remedy.map { "\(message). \($0)." } ?? "\(message)."
    }
}
