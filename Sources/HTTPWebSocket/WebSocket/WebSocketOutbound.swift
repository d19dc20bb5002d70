// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTPTypes

/// Sends messages to a peer; may be used by several tasks at once.
public struct WebSocketOutbound: Sendable {
    private let channel: any Channel

    init(channel: any Channel) {
        self.channel = channel
    }

    /// Sends a message and waits until the peer's connection has taken it.
    ///
    /// A peer that reads nothing makes this wait endlessly: cancel the task to stop waiting (the message may still go out).
    /// - Throws: ``WebSocketError`` when the connection is closed, `CancellationError` when the task is cancelled.
    public func send(_ message: WebSocketMessage) async throws {
        switch message {
        case .text(let text): try await self.write(.text(ByteBuffer(string: text)))
        case .binary(let data): try await self.write(.binary(data))
        }
    }

    /// Sends a message without waiting for anything: for last words before a close, since nothing bounds what piles up.
    public func post(_ message: WebSocketMessage) {
        let part: WebSocketPart =
            switch message {
            case .text(let text): .text(ByteBuffer(string: text))
            case .binary(let data): .binary(data)
            }
        self.channel.writeAndFlush(HTTPResponsePart.body(part.buffer), promise: nil)
    }

    /// Closes the connection with a code; messages sent before still arrive. Does not wait for the peer's answer.
    public func close(_ code: WebSocketCloseCode, reason: String = "") {
        let part = WebSocketPart.close(WebSocketClose(code, reason: reason))
        self.channel.writeAndFlush(HTTPResponsePart.body(part.buffer), promise: nil)
    }

    private func write(_ part: WebSocketPart) async throws {
        try Task.checkCancellation()
        let promise = self.channel.eventLoop.makePromise(of: Void.self)
        self.channel.writeAndFlush(HTTPResponsePart.body(part.buffer), promise: promise)
        do {
            try await withTaskCancellationHandler {
                try await promise.futureResult.get()
            } onCancel: {
                promise.fail(CancellationError())
            }
        } catch let error as CancellationError {
            throw error
        } catch {
            throw WebSocketError.closed
        }
    }
}
