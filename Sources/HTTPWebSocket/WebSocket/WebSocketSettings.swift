// SPDX-License-Identifier: Apache-2.0

/// Limits and waiting times of a WebSocket connection.
public struct WebSocketSettings: Sendable, Equatable {
    /// Largest payload of one frame, in bytes; a longer one is rejected with 1009 as soon as its header is read.
    public var maximumFrameSize: Int
    /// Largest message, in bytes, whatever the number of its fragments; a longer one is rejected with 1009.
    public var maximumMessageSize: Int
    /// Silence of the peer after which it is pinged.
    public var pingInterval: Duration
    /// Pings that may stay unanswered before the peer counts as gone.
    public var unansweredPings: Int
    /// How long a connection may not be read before it is asked whether its peer is still there.
    public var probeInterval: Duration
    /// How long to wait for the peer's half of a close handshake before the connection is cut.
    public var closeTimeout: Duration
    /// How long a session may go on with what was received before the peer broke the protocol or a limit.
    public var violationGrace: Duration
    /// How long a session may go on after the server began to shut down.
    public var shutdownGrace: Duration

    /// Makes settings; every value has a default that suits live audio.
    public init(
        maximumFrameSize: Int = 2 * 1024 * 1024,
        maximumMessageSize: Int = 2 * 1024 * 1024,
        pingInterval: Duration = .seconds(25),
        unansweredPings: Int = 2,
        probeInterval: Duration = .milliseconds(500),
        closeTimeout: Duration = .seconds(5),
        violationGrace: Duration = .seconds(30),
        shutdownGrace: Duration = .seconds(30)
    ) {
        self.maximumFrameSize = maximumFrameSize
        self.maximumMessageSize = maximumMessageSize
        self.pingInterval = pingInterval
        self.unansweredPings = unansweredPings
        self.probeInterval = probeInterval
        self.closeTimeout = closeTimeout
        self.violationGrace = violationGrace
        self.shutdownGrace = shutdownGrace
    }
}
