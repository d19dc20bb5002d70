// SPDX-License-Identifier: Apache-2.0

/// A message could not be sent.
public struct WebSocketError: Error, Equatable, CustomStringConvertible {
    /// What kind of failure it is.
    public struct Code: Sendable, Hashable {
        private enum Value { case closed }
        private let value: Value

        /// The connection is closed, or closing.
        public static let closed = Code(value: .closed)
    }

    /// What kind of failure it is.
    public let code: Code
    /// The failure in plain words.
    public let message: String

    /// The message in plain words.
    public var description: String { self.message }

    static let closed = WebSocketError(code: .closed, message: "The WebSocket connection is closed.")
}
