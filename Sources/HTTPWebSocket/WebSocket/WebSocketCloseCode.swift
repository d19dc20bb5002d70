// SPDX-License-Identifier: Apache-2.0

/// The number in a Close frame that says why the connection ends (RFC 6455, section 7.4).
public struct WebSocketCloseCode: RawRepresentable, Hashable, Sendable {
    /// The number itself.
    public let rawValue: UInt16

    /// Wraps a number; see ``isAllowedInFrame`` for those that may be sent.
    public init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// 1000: the purpose of the connection is fulfilled.
    public static let normal = WebSocketCloseCode(rawValue: 1000)
    /// 1001: the server is shutting down, or the page was left.
    public static let goingAway = WebSocketCloseCode(rawValue: 1001)
    /// 1002: the peer broke the WebSocket protocol.
    public static let protocolError = WebSocketCloseCode(rawValue: 1002)
    /// 1003: a message of a kind that cannot be accepted.
    public static let unsupportedData = WebSocketCloseCode(rawValue: 1003)
    /// 1007: the content of a message does not fit its kind, such as text that is not UTF-8.
    public static let invalidPayload = WebSocketCloseCode(rawValue: 1007)
    /// 1008: the message breaks a rule of the endpoint.
    public static let policyViolation = WebSocketCloseCode(rawValue: 1008)
    /// 1009: the message is too big.
    public static let messageTooBig = WebSocketCloseCode(rawValue: 1009)
    /// 1011: the server met an unexpected condition.
    public static let internalError = WebSocketCloseCode(rawValue: 1011)
    /// 1013: the server is too busy; try again later.
    public static let tryAgainLater = WebSocketCloseCode(rawValue: 1013)

    /// Whether a Close frame may carry this code: 1004, 1005, 1006 and 1015 and all unassigned ones may not.
    public var isAllowedInFrame: Bool {
        switch self.rawValue {
        case 1000...1003, 1007...1014, 3000...4999: true
        default: false
        }
    }
}
