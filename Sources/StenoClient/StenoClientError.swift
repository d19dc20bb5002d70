// SPDX-License-Identifier: Apache-2.0

/// Why there is no connection, or no longer one.
public struct StenoClientError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kind of failure.
    public enum Code: Sendable, Hashable {
        /// The address is none that this client understands.
        case badURL
        /// Nobody answers there.
        case unreachable
        /// The server's certificate is not trusted, or the file of trusted ones cannot be used.
        case untrusted
        /// The server answered with an HTTP status other than 101.
        case refused(status: Int)
        /// Whatever answers there does not speak HTTP, or breaks the WebSocket protocol.
        case protocolViolation
        /// The connection is closed already.
        case closed
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
