// SPDX-License-Identifier: Apache-2.0

import Crypto
import NIOCore
import NIOPosix

/// A server that plays its part byte by byte for one connection.
struct ScriptedServer {
    /// What came from the client and has not been looked at.
    private var received: [UInt8] = []
    private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>

    private init(
        _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>, _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) {
        self.inbound = inbound.makeAsyncIterator()
        self.outbound = outbound
    }

    /// Runs `client` with the address of a server that plays `script` for the first connection and then closes it.
    static func run(
        _ script: @escaping @Sendable (inout ScriptedServer) async throws -> Void,
        client: (_ address: String) async throws -> Void
    ) async throws {
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        let address = "ws://127.0.0.1:\(listener.channel.localAddress?.port ?? 0)/ws/transcribe?language=en"
        let serving = Task {
            try await listener.executeThenClose { connections in
                for try await connection in connections {
                    try await connection.executeThenClose { inbound, outbound in
                        var server = ScriptedServer(inbound, outbound)
                        try await script(&server)
                    }
                    return
                }
            }
        }
        defer { serving.cancel() }
        try await client(address)
        _ = await serving.result
    }

    /// Reads the client's handshake, and returns it.
    mutating func readRequest() async throws -> String {
        while true {
            let text = String(decoding: received, as: UTF8.self)
            if let end = text.firstRange(of: "\r\n\r\n") {
                received.removeFirst(text[..<end.upperBound].utf8.count)
                return String(text[..<end.lowerBound])
            }
            guard try await receive() else { return text }
        }
    }

    /// Reads the client's handshake and accepts it, with `bytes` in the same packet.
    mutating func accept(followedBy bytes: [UInt8] = []) async throws {
        let lines = try await readRequest().split(separator: "\r\n")
        let prefix = "Sec-WebSocket-Key: "
        let key = lines.first { $0.hasPrefix(prefix) }.map { $0.dropFirst(prefix.count) } ?? ""
        let digest = Insecure.SHA1.hash(data: Array("\(key)258EAFA5-E914-47DA-95CA-C5AB0DC85B11".utf8))
        let answer =
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Accept: \(Self.base64(Array(digest)))\r\n\r\n"
        try await write(Array(answer.utf8) + bytes)
    }

    /// Sends bytes as they are.
    func write(_ bytes: [UInt8]) async throws {
        try await outbound.write(ByteBuffer(bytes: bytes))
    }

    /// Reads one frame of at most 65,535 bytes: the first byte and the unmasked payload. Nil when the client is gone.
    mutating func readFrame() async throws -> (first: UInt8, payload: [UInt8])? {
        guard try await fill(2) else { return nil }
        var length = Int(received[1] & 0x7F)
        var header = 2
        if length == 126 {
            guard try await fill(4) else { return nil }
            length = Int(received[2]) << 8 | Int(received[3])
            header = 4
        }
        guard received[1] & 0x80 != 0, try await fill(header + 4 + length) else { return nil }
        let mask = received[header..<(header + 4)]
        let masked = received[(header + 4)..<(header + 4 + length)]
        let payload = masked.enumerated().map { $0.element ^ mask[mask.startIndex + $0.offset % 4] }
        let first = received[0]
        received.removeFirst(header + 4 + length)
        return (first, payload)
    }

    /// A frame as a server sends it.
    static func frame(_ first: UInt8, _ payload: [UInt8]) -> [UInt8] {
        payload.count < 126
            ? [first, UInt8(payload.count)] + payload
            : [first, 126, UInt8(payload.count >> 8), UInt8(payload.count & 255)] + payload
    }

    private mutating func fill(_ count: Int) async throws -> Bool {
        while received.count < count {
            guard try await receive() else { return false }
        }
        return true
    }

    private mutating func receive() async throws -> Bool {
        guard let buffer = try await inbound.next() else { return false }
        received.append(contentsOf: buffer.readableBytesView)
        return true
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var text = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for digit in 0...group.count { text.append(alphabet[bits >> (18 - 6 * digit) & 63]) }
        }
        return text + String(repeating: "=", count: (3 - bytes.count % 3) % 3)
    }
}
