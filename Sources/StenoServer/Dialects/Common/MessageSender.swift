import SessionRuntime
import HTTPWebSocket

/// Sends messages in text to a client of any dialect, and gives up on one that does not read them.
struct MessageSender: Sendable {
    private let outbound: WebSocketOutbound
    private let limit: Duration

    /// - Parameter limit: how long the connection may take no more of what is sent.
    init(outbound: WebSocketOutbound, limit: Duration) {
        self.outbound = outbound
        self.limit = limit
    }

    /// Sends a message.
    /// - Throws: ``SlowClientError`` when it is not taken within the limit, ``WebSocketError`` when the connection is
    ///   closed.
    func send(_ text: String) async throws {
        try await SlowClientError.limiting(self.limit) { try await self.outbound.send(.text(text)) }
    }

    /// Sends one message after the other, and closes on a client that does not read them.
    /// - Parameter next: the next message; nil after the last.
    /// - Returns: why not all were sent, as metrics call it; nil when they were.
    func sendAll(_ next: () async throws -> String?) async -> String? {
        do {
            while let text = try await next() { try await self.send(text) }
            return nil
        } catch is SlowClientError {
            let reason = SessionFault.Code.slowClient.rawValue
            self.outbound.close(.policyViolation, reason: reason)
            return reason
        } catch {
            return "connection_lost"
        }
    }

    /// Sends last words, if there are any, and closes; neither waits for a client that does not read.
    func fail(_ text: String?, closing code: WebSocketCloseCode, reason: String) {
        if let text { self.outbound.post(.text(text)) }
        self.outbound.close(code, reason: reason)
    }
}
