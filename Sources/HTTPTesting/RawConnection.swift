// SPDX-License-Identifier: Apache-2.0

package import NIOCore
import NIOPosix

/// A TCP connection to a server under test: sends any bytes, reads HTTP answers and frames one by one.
///
/// What is not asked for is not read off the socket, but for a few buffers.
package final class RawConnection {
    private typealias Stream = NIOAsyncChannelInboundStream<ByteBuffer>

    package let channel: any Channel
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private var iterator: Stream.AsyncIterator
    private var received = ByteBuffer()

    private init(
        channel: any Channel, inbound: Stream, outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) {
        self.channel = channel
        self.outbound = outbound
        self.iterator = inbound.makeAsyncIterator()
    }

    /// Connects, runs the body, and cuts the connection.
    package static func open<Result: Sendable>(
        port: Int, receiveBuffer: Int? = nil, _ body: (RawConnection) async throws -> Result
    ) async throws -> Result {
        var bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        if let receiveBuffer {
            bootstrap = bootstrap.channelOption(.socketOption(.so_rcvbuf), value: .init(receiveBuffer))
        }
        let channel = try await bootstrap.connect(host: "127.0.0.1", port: port) { channel in
            channel.eventLoop.makeCompletedFuture {
                try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
            }
        }
        return try await channel.executeThenClose { inbound, outbound in
            try await body(RawConnection(channel: channel.channel, inbound: inbound, outbound: outbound))
        }
    }

    /// Connects, shakes hands, runs the body.
    package static func webSocket<Result: Sendable>(
        port: Int, path: String = "/echo", receiveBuffer: Int? = nil,
        _ body: (RawConnection) async throws -> Result
    ) async throws -> Result {
        try await Self.session(path, port: port, receiveBuffer: receiveBuffer) { connection, _ in
            try await body(connection)
        }
    }

    /// Connects, shakes hands, runs the body, which also gets the answer to the handshake.
    package static func session<Result: Sendable>(
        _ path: String, port: Int, headers: String = "", receiveBuffer: Int? = nil,
        _ body: (RawConnection, Head) async throws -> Result
    ) async throws -> Result {
        try await Self.open(port: port, receiveBuffer: receiveBuffer) { connection in
            try await connection.send(Self.handshake(path, headers: headers))
            let answer = try await connection.readHead()
            guard answer.status == 101 else { throw Failure(what: "handshake rejected: \(answer.lines)") }
            return try await body(connection, answer)
        }
    }

    package struct Failure: Error {
        let what: String

        package init(what: String) {
            self.what = what
        }
    }

    package static func handshake(_ path: String, version: Int = 13, headers: String = "") -> String {
        """
        GET \(path) HTTP/1.1\r
        Host: localhost\r
        Connection: keep-alive, Upgrade\r
        Upgrade: WebSocket\r
        Sec-WebSocket-Version: \(version)\r
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
        \(headers)\r

        """
    }

    package func send(_ text: String) async throws {
        try await self.outbound.write(ByteBuffer(string: text))
    }

    package func send(bytes: [UInt8]) async throws {
        try await self.outbound.write(ByteBuffer(bytes: bytes))
    }

    package func send(_ frames: RawFrame...) async throws {
        try await self.send(bytes: frames.flatMap { $0.bytes() })
    }

    /// The head of an HTTP answer.
    package struct Head {
        package let status: Int
        package let lines: [String]

        package subscript(name: String) -> String? {
            self.lines.first { $0.lowercased().hasPrefix(name.lowercased() + ": ") }
                .map { String($0.dropFirst(name.count + 2)) }
        }
    }

    package func readHead() async throws -> Head {
        while true {
            let text = String(buffer: self.received)
            if let end = text.range(of: "\r\n\r\n") {
                let head = text[..<end.lowerBound]
                self.received.moveReaderIndex(forwardBy: head.utf8.count + 4)
                let lines = head.split(separator: "\r\n").map(String.init)
                let status = lines[0].split(separator: " ")[1]
                return Head(status: Int(status) ?? 0, lines: lines)
            }
            guard try await self.readMore() else { throw Failure(what: "closed within a head: \(text)") }
        }
    }

    /// An HTTP answer with a Content-Length.
    package func readResponse() async throws -> (head: Head, body: [UInt8]) {
        let head = try await self.readHead()
        let length = head["Content-Length"].flatMap { Int($0) } ?? 0
        while self.received.readableBytes < length {
            guard try await self.readMore() else { throw Failure(what: "closed within a body") }
        }
        return (head, self.received.readBytes(length: length) ?? [])
    }

    /// Waits until a text has come, which stays to be read.
    package func read(upTo text: String) async throws {
        while !String(buffer: self.received).contains(text) {
            guard try await self.readMore() else { throw Failure(what: "closed before \(text)") }
        }
    }

    /// All up to the end of the connection, as it came.
    package func readToEnd() async throws -> String {
        while try await self.readMore() {}
        return String(buffer: self.received)
    }

    /// The next frame, or nil when the server closed the connection.
    package func readFrame() async throws -> RawFrame? {
        while true {
            if let frame = RawFrame.read(from: &self.received) { return frame }
            guard try await self.readMore() else { return nil }
        }
    }

    /// Reads frames up to the Close frame and returns its code; nil when there was none.
    package func readCloseCode() async throws -> Int? {
        while let frame = try await self.readFrame() {
            if frame.opcode == 8 { return frame.closeCode ?? 1005 }
        }
        return nil
    }

    /// Whether the server closed the connection, with nothing more sent.
    package func isClosedByServer() async throws -> Bool {
        guard self.received.readableBytes == 0 else { return false }
        return try await !self.readMore()
    }

    private func readMore() async throws -> Bool {
        guard var more = try await self.iterator.next() else { return false }
        self.received.discardReadBytes()
        self.received.writeBuffer(&more)
        return true
    }
}

extension StringProtocol {
    fileprivate func range(of other: String) -> Range<Index>? {
        self.firstRange(of: other)
    }
}
