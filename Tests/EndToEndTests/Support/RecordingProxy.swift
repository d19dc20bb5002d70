// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix
import Synchronization

/// An HTTP proxy that answers 404 to everything, and keeps the request lines.
final class RecordingProxy: Sendable {
    private let listener: any Channel
    private let lines: Lines

    var port: Int { listener.localAddress?.port ?? 0 }
    /// The first line of each request, in the order of their arrival.
    var requestLines: [String] { lines.all }

    init() async throws {
        let lines = Lines()
        self.lines = lines
        listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { client in
                client.eventLoop.makeCompletedFuture {
                    try client.pipeline.syncOperations.addHandler(Refuser(lines))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
    }

    deinit { listener.close(promise: nil) }
}

private final class Lines: Sendable {
    private let kept = Mutex<[String]>([])

    var all: [String] { kept.withLock { $0 } }

    func add(_ line: String) { kept.withLock { $0.append(line) } }
}

/// Answers when the head of a request is complete.
private final class Refuser: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let lines: Lines
    private var head = ""

    init(_ lines: Lines) {
        self.lines = lines
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        head += String(buffer: unwrapInboundIn(data))
        guard head.contains("\r\n\r\n") else { return }
        lines.add(head.split(separator: "\r\n").first.map(String.init) ?? "")
        let answer = ByteBuffer(string: "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        let channel = context.channel
        channel.writeAndFlush(answer).whenComplete { _ in channel.close(promise: nil) }
    }
}
