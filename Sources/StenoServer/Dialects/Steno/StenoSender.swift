import SessionRuntime
import HTTPWebSocket

/// Sends messages to a Steno client, and gives up on one that does not read them.
struct StenoSender: Sendable {
    private let sender: MessageSender

    /// - Parameter limit: how long the connection may take no more of what is sent.
    init(outbound: WebSocketOutbound, limit: Duration) {
        self.sender = MessageSender(outbound: outbound, limit: limit)
    }

    /// Sends a message.
    /// - Throws: ``SessionFault`` `slow_client` when it is not taken within the limit, ``WebSocketError`` when the
    ///   connection is closed.
    func send(_ message: StenoServerMessage) async throws {
        do {
            try await self.sender.send(try message.json())
        } catch let error as SlowClientError {
            throw SessionFault(.slowClient, error.description)
        }
    }

    /// Sends an error and closes; neither waits for a client that does not read.
    func fail(_ error: SessionFault, closing code: WebSocketCloseCode) {
        self.sender.fail(try? StenoServerMessage.error(error).json(), closing: code, reason: error.code.rawValue)
    }
}
