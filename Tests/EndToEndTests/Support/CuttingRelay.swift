// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix
import Synchronization

/// A TCP relay in front of a server that cuts each connection after so many bytes of the client, in the middle of whatever they are.
final class CuttingRelay: Sendable {
    private let listener: any Channel
    private let count: Count

    var port: Int { listener.localAddress?.port ?? 0 }

    /// - Parameters:
    ///   - server: the server's port on this machine.
    ///   - cuts: after how many bytes to cut the first connection, the second, …; those after the last are left alone.
    init(to server: Int, cuts: [Int]) async throws {
        let remaining = Cuts(cuts)
        let count = Count()
        self.count = count
        listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { client in
                count.value.add(1, ordering: .relaxed)
                let limit = remaining.next()
                return ClientBootstrap(group: client.eventLoop)
                    .connect(host: "127.0.0.1", port: server)
                    .flatMapThrowing { server in
                        try client.pipeline.syncOperations.addHandler(Forwarder(to: server, limit: limit))
                        try server.pipeline.syncOperations.addHandler(Forwarder(to: client, limit: .max))
                    }
            }
            .bind(host: "127.0.0.1", port: 0).get()
    }

    /// How many connections clients have made.
    var made: Int { count.value.load(ordering: .relaxed) }

    deinit { listener.close(promise: nil) }
}

private final class Cuts: Sendable {
    private let rest: Mutex<ArraySlice<Int>>

    init(_ cuts: [Int]) { rest = Mutex(cuts[...]) }

    func next() -> Int { rest.withLock { $0.popFirst() } ?? .max }
}

private final class Count: Sendable {
    let value = Atomic(0)
}

/// Passes bytes on to another channel, up to a limit.
private final class Forwarder: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let other: any Channel
    private var rest: Int

    init(to other: any Channel, limit: Int) {
        self.other = other
        rest = limit
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        let part = bytes.readSlice(length: min(rest, bytes.readableBytes)) ?? ByteBuffer()
        rest -= part.readableBytes
        other.writeAndFlush(part, promise: nil)
        guard rest == 0 else { return }
        other.close(promise: nil)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        other.close(promise: nil)
        context.fireChannelInactive()
    }
}
