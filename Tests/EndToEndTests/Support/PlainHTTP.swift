// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix

/// HTTP as short as can be: one request, one answer.
enum PlainHTTP {
    /// What is answered to a GET: the status and the body.
    static func get(port: Int, _ path: String) async throws -> (status: Int, body: String) {
        try await Self.request("GET", port: port, path, type: nil, body: ByteBuffer())
    }

    /// What is answered to a POST: the status and the body.
    static func post(
        port: Int, _ path: String, type: String, body: ByteBuffer
    ) async throws -> (status: Int, body: String) {
        try await Self.request("POST", port: port, path, type: type, body: body)
    }

    private static func request(
        _ method: String, port: Int, _ path: String, type: String?, body: ByteBuffer
    ) async throws -> (status: Int, body: String) {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        let fields = type.map { "Content-Type: \($0)\r\nContent-Length: \(body.readableBytes)\r\n" } ?? ""
        let answer = try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(
                ByteBuffer(
                    string: "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\(fields)\r\n"))
            try await outbound.write(body)
            var answer = ByteBuffer()
            for try await var part in inbound { answer.writeBuffer(&part) }
            return String(buffer: answer)
        }
        let status = answer.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        let text = answer.firstRange(of: "\r\n\r\n").map { String(answer[$0.upperBound...]) } ?? ""
        return (status, text)
    }
}
