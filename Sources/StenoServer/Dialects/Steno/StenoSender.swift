/// Sends messages to a Steno client, and gives up on one that does not read them.
struct StenoSender: Sendable {
    private let outbound: WebSocketOutbound
    private let limit: Duration

    /// - Parameter limit: how long the connection may take no more of what is sent.
    init(outbound: WebSocketOutbound, limit: Duration) {
        self.outbound = outbound
        self.limit = limit
    }

    /// Sends a message.
    /// - Throws: ``StenoProtocolError`` `slow_client` when it is not taken within the limit, ``WebSocketError`` when the
    ///   connection is closed.
    func send(_ message: StenoServerMessage) async throws {
        let text = try message.json()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.outbound.send(.text(text)) }
            group.addTask {
                try await Task.sleep(for: self.limit)
                throw StenoProtocolError(
                    .slowClient, "The client has not read its messages for \(self.limit). Read them as they come.")
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// Sends an error and closes; neither waits for a client that does not read.
    func fail(_ error: StenoProtocolError, closing code: WebSocketCloseCode) {
        if let text = try? StenoServerMessage.error(error).json() { self.outbound.post(.text(text)) }
        self.outbound.close(code, reason: error.code.rawValue)
    }
}
