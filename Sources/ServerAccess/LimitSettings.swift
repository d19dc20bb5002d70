// SPDX-License-Identifier: Apache-2.0

package import SessionRuntime

/// What a server and each of its clients may take.
public struct LimitSettings: Sendable, Equatable {
    /// How many sessions may be open at once; the next is rejected with `server_full`.
    public var sessions: Int
    /// How many connections may be open at once, with sessions and without; more are not accepted until one is closed.
    public var connections: Int
    /// How many of them with the same key, where the key has no limit of its own; nil for no limit.
    public var sessionsPerKey: Int?
    /// How many of them from the same client address (IPv6: the same /64); nil for no limit.
    public var sessionsPerAddress: Int?
    /// After what time, or after how much audio, a session ends with `session_expired`; nil for never.
    public var sessionDuration: Duration?
    /// After what time without audio a session ends with `idle_timeout`; nil for never.
    public var idleTimeout: Duration?
    /// How many times faster than real time a session's audio is taken, after its first minute; nil for as fast as the
    /// machine is.
    public var speed: Double?
    /// The longest body of a request, in bytes.
    public var requestBody: Int
    /// How long a recording may last; nil for any length.
    public var recordingDuration: Duration?
    /// How many recordings `ffmpeg` may read at a time; others wait.
    public var ffmpegProcesses: Int
    /// Which client a request is from.
    public var clientAddress: ClientAddress

    /// Makes limits; as for connections, by default a thousand more than sessions.
    public init(
        sessions: Int = 1000, connections: Int? = nil, sessionsPerKey: Int? = nil, sessionsPerAddress: Int? = nil,
        sessionDuration: Duration? = .seconds(3600), idleTimeout: Duration? = .seconds(300), speed: Double? = nil,
        requestBody: Int = 25 * 1024 * 1024, recordingDuration: Duration? = .seconds(4 * 3600),
        ffmpegProcesses: Int = 8, clientAddress: ClientAddress = ClientAddress()
    ) {
        self.sessions = sessions
        self.connections = connections ?? sessions + 1000
        self.sessionsPerKey = sessionsPerKey
        self.sessionsPerAddress = sessionsPerAddress
        self.sessionDuration = sessionDuration
        self.idleTimeout = idleTimeout
        self.speed = speed
        self.requestBody = requestBody
        self.recordingDuration = recordingDuration
        self.ffmpegProcesses = max(1, ffmpegProcesses)
        self.clientAddress = clientAddress
    }

    /// Those of sessions.
    package var session: SessionLimits {
        SessionLimits(
            sessions: self.sessions, sessionsPerKey: self.sessionsPerKey, sessionsPerAddress: self.sessionsPerAddress,
            sessionDuration: self.sessionDuration, idleTimeout: self.idleTimeout, speed: self.speed)
    }
}
