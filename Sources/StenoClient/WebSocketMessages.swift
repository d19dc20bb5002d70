// SPDX-License-Identifier: Apache-2.0

internal import NIOCore

/// The messages of a connection as they come, for one consumer. The server is read no faster than they are taken. The sequence ends when
/// the connection does; ``WebSocketConnection/closure`` then says how.
public struct WebSocketMessages: AsyncSequence, Sendable {
    let inbound: NIOAsyncChannelInboundStream<WebSocketMessage>
    let closure: WebSocketClosureBox

    /// Starts taking messages. Only one iterator may be made.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(base: inbound.makeAsyncIterator(), closure: closure)
    }

    /// Takes messages.
    public struct AsyncIterator: AsyncIteratorProtocol {
        var base: NIOAsyncChannelInboundStream<WebSocketMessage>.AsyncIterator
        let closure: WebSocketClosureBox

        /// The next message; nil when the connection has ended.
        ///
        /// - Throws: ``StenoClientError`` with `protocolViolation` when the server breaks the protocol.
        public mutating func next() async throws -> WebSocketMessage? {
            do {
                return try await base.next()
            } catch let error as StenoClientError {
                throw error
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                closure.set(.abnormal)
                return nil
            }
        }
    }
}
