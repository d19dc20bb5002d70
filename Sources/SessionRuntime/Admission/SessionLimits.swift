// SPDX-License-Identifier: Apache-2.0

/// How many sessions a server has, and how long each may last. A plain value.
package struct SessionLimits: Equatable, Sendable {
    /// How many sessions may be open at once.
    package var sessions: Int
    /// How many of them with the same key, where the key has no limit of its own; nil for no limit.
    package var sessionsPerKey: Int?
    /// How many of them from the same client address; nil for no limit.
    package var sessionsPerAddress: Int?
    /// After what time, or after how much audio, a session ends; nil for never.
    package var sessionDuration: Duration?
    /// After what time without audio a session ends; nil for never.
    package var idleTimeout: Duration?
    /// How many times faster than real time a session's audio is accepted, after its first minute; nil for no limit.
    package var speed: Double?

    package init(
        sessions: Int, sessionsPerKey: Int? = nil, sessionsPerAddress: Int? = nil, sessionDuration: Duration? = nil,
        idleTimeout: Duration? = nil, speed: Double? = nil
    ) {
        self.sessions = sessions
        self.sessionsPerKey = sessionsPerKey
        self.sessionsPerAddress = sessionsPerAddress
        self.sessionDuration = sessionDuration
        self.idleTimeout = idleTimeout
        self.speed = speed
    }
}
