// SPDX-License-Identifier: Apache-2.0

import HTTPWebSocket
import SessionRuntime
import WireText

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
            self.runner.lose()
            // It ends with the connection; were it cancelled, that would be cut before the client has read all.
            await reading
        } onCancel: {
            self.runner.lose()
        }
    }

    private func read() async {
        for await message in self.inbound { await self.runner.receive(await Client.read(message)) }
        switch SessionEnding(self.inbound.ending) {
        case .finish(let reason): self.runner.finish(because: reason)
        case .abandon(let reason): self.runner.abandon(because: reason)
        case .lose(let reason): self.runner.lose(because: reason)
        }
    }

    private func send() async {
        do {
            try await SendDeadline.run(self.slowClientLimit) { deadline in
                while let outgoing = await self.runner.next() {
                    switch outgoing {
                    case .message(let message):
                        let text = try Client.text(message)
                        try await deadline.send { try await self.outbound.send(.text(text)) }
                    case .close(let close): self.close(close)
                    }
                }
            }
        } catch let error as SlowClientError {
            let fault = SessionFault(.slowClient, error.description)
            // Neither waits for the client.
            if let words = try? Client.lastWords(fault).map(Client.text) { self.outbound.post(.text(words)) }
            self.outbound.close(.policyViolation, reason: fault.code.rawValue)
            self.runner.lose(because: fault.code.rawValue)
        } catch {
            self.runner.lose()
        }
    }

    private func close(_ close: WebSocketClose?) {
        // A broken protocol has codes of its own, which the layer knows best.
        if case .violation(let violation) = self.inbound.ending, let code = violation.code, let close {
            return self.outbound.close(code, reason: close.reason)
        }
        if let close, let code = close.code { self.outbound.close(code, reason: close.reason) }
    }
}
