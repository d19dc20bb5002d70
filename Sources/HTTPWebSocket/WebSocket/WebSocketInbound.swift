// SPDX-License-Identifier: Apache-2.0

import HummingbirdCore
import NIOCore
import Synchronization

/// The messages of a peer, in order, one at a time; ends when no more can come.
///
/// What is not taken stays with the peer: after a few messages the connection is not read any longer. One loop only.
public struct WebSocketInbound: AsyncSequence, Sendable {
    /// A whole message.
    public typealias Element = WebSocketMessage

    fileprivate final class Record: Sendable {
        let ending = Mutex<WebSocketEnding?>(nil)
    }

    private let body: RequestBody
    private let record = Record()
    private let meter: WebSocketInboundMeter

    init(body: RequestBody, meter: WebSocketInboundMeter) {
        self.body = body
        self.meter = meter
    }

    /// How the messages ended; nil while more may come.
    public var ending: WebSocketEnding? {
        self.record.ending.withLock { $0 }
    }

    /// The loop over the messages.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(base: self.body.makeAsyncIterator(), record: self.record, meter: self.meter)
    }

    /// Takes messages off the connection.
    public struct AsyncIterator: AsyncIteratorProtocol {
        private var base: RequestBody.AsyncIterator
        private let record: Record
        private let meter: WebSocketInboundMeter

        fileprivate init(base: RequestBody.AsyncIterator, record: Record, meter: WebSocketInboundMeter) {
            self.base = base
            self.record = record
            self.meter = meter
        }

        /// The next message, or nil after the last.
        public mutating func next() async -> WebSocketMessage? {
            guard self.record.ending.withLock({ $0 }) == nil else { return nil }
            switch try? await self.base.next().flatMap(WebSocketPart.init) {
            case .text(let data):
                self.meter.release(data.readableBytes)
                return .text(String(buffer: data))
            case .binary(let data):
                self.meter.release(data.readableBytes)
                return .binary(data)
            case .ending(let ending): self.record.ending.withLock { $0 = ending }
            case .close, nil: self.record.ending.withLock { $0 = .connectionLost }
            }
            return nil
        }
    }
}
