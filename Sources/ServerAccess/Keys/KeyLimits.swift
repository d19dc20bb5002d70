// SPDX-License-Identifier: Apache-2.0

/// What one API key may take of a server; nil leaves the server's own limit.
public struct KeyLimits: Sendable, Equatable, Codable {
    /// Sessions at a time, all clients of the key together.
    public var sessions: Int?

    /// Makes limits.
    public init(sessions: Int? = nil) {
        self.sessions = sessions
    }
}
