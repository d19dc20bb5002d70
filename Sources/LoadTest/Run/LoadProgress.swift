// SPDX-License-Identifier: Apache-2.0

/// How far a run has come.
public struct LoadProgress: Sendable, Hashable {
    /// Streams that are to play.
    public var streams = 0
    /// Streams whose session is open.
    public var open = 0
    /// Streams that have ended, however they ended.
    public var over = 0
    /// Those of them that the server did not take, or broke off.
    public var troubled = 0
    /// Partials that came.
    public var partials = 0
    /// Finals that came.
    public var finals = 0
    /// Seconds since the run began.
    public var elapsed = 0.0
    /// Seconds that it will take, if nothing goes wrong.
    public var expected = 0.0

    /// Whether no stream has come to a session yet.
    var isFirst: Bool { open == 0 && over == 0 }
}
