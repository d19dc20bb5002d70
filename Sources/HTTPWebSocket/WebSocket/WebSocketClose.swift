// SPDX-License-Identifier: Apache-2.0

/// What a Close frame says.
public struct WebSocketClose: Sendable, Equatable {
    /// The code; nil when the frame is empty.
    public let code: WebSocketCloseCode?
    /// The reason in plain words, at most 123 bytes of UTF-8.
    public let reason: String

    /// Makes a close; a reason that does not fit a control frame is cut at a character's end.
    public init(_ code: WebSocketCloseCode?, reason: String = "") {
        self.code = code
        var reason = code == nil ? "" : reason
        while reason.utf8.count > Self.maximumReasonSize {
            reason.removeLast()
        }
        self.reason = reason
    }

    /// The server shuts down.
    static let shutdown = WebSocketClose(.goingAway, reason: "the server is shutting down")

    /// A control frame holds 125 bytes, two of them the code.
    private static let maximumReasonSize = 123
}
