import HTTPWebSocket
import SessionRuntime

/// A WebSocket of a client of a ``SocketDialect``, from its handshake to its Close frame.
struct SocketConnection<Client: SocketDialect>: Sendable {
    let runner: DialectRunner<Client>
    let inbound: WebSocketInbound
    let outbound: WebSocketOutbound
    /// How long the client may leave its messages unread.
    let slowClientLimit: Duration

    /// Serves the client; returns when the connection is to be closed, or is.
    func run() async {
        await self.runner.start()
        await withTaskCancellationHandler {
            async let reading: Void = self.read()
            await self.send()
            // Else it is closed when this returns, with the code that its end calls for.
            if self.inbound.ending == nil { self.outbound.close(.normal) }
            self.runner.abandon()
            // It ends with the connection; were it cancelled, that would be cut before the client has read all.
            await reading
        } onCancel: {
            self.runner.abandon()
        }
    }

    private func read() async {
        for await message in self.inbound { await self.runner.receive(await Client.read(message)) }
        switch SessionEnding(self.inbound.ending) {
        case .finish(let reason): self.runner.finish(because: reason)
        case .abandon(let reason): self.runner.abandon(because: reason)
        }
    }

    private func send() async {
        let sender = MessageSender(outbound: self.outbound, limit: self.slowClientLimit)
        let failure = await sender.sendAll {
            while let outgoing = await self.runner.next() {
                switch outgoing {
                case .message(let message): return try message.json()
                case .close(let close):
                    if let close, let code = close.code { self.outbound.close(code, reason: close.reason) }
                }
            }
            return nil
        }
        if let failure { self.runner.abandon(because: failure) }
    }
}
