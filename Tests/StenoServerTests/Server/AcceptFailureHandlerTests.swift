// SPDX-License-Identifier: Apache-2.0

import Logging
import NIOCore
import NIOEmbedded
import NIOPosix
import Testing

@testable import StenoServer

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A listening socket that cannot accept.
struct AcceptFailureHandlerTests {
    /// Counts what reaches the socket.
    private final class ReadCounter: ChannelOutboundHandler {
        typealias OutboundIn = Never
        var reads = 0

        func read(context: ChannelHandlerContext) {
            self.reads += 1
        }
    }

    private static func channel(
        areDescriptorsScarce: @escaping () -> Bool = { false }
    ) throws -> (EmbeddedChannel, ReadCounter) {
        let channel = EmbeddedChannel()
        let counter = ReadCounter()
        try channel.pipeline.syncOperations.addHandlers(
            counter,
            AcceptFailureHandler(
                logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }),
                areDescriptorsScarce: areDescriptorsScarce))
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        return (channel, counter)
    }

    @Test func connectionsWaitWhileDescriptorsAreScarce() throws {
        final class Supply { var isScarce = true }
        let supply = Supply()
        let (channel, counter) = try Self.channel { supply.isScarce }
        let before = counter.reads
        try channel.writeInbound(EmbeddedChannel() as any Channel)
        #expect(try channel.readInbound(as: (any Channel).self) != nil, "what is accepted is served")
        channel.embeddedEventLoop.advanceTime(by: .seconds(60))
        channel.read()
        #expect(counter.reads == before)
        supply.isScarce = false
        channel.embeddedEventLoop.advanceTime(by: AcceptFailureHandler.pause)
        channel.read()
        #expect(counter.reads > before)
    }

    /// A quarter of what there may be, or 64, is not for connections.
    @Test(arguments: [(44, 60, false), (45, 60, true), (959, 1_024, false), (960, 1_024, true), (960, 20_000, false)])
    func someAreKeptFree(lowest: Int, limit: Int, expected: Bool) {
        #expect(FileDescriptors.areScarce(lowestFree: lowest, limit: limit) == expected)
    }

    @Test(arguments: [EMFILE, ENFILE, ENOBUFS, ENOMEM])
    func itTriesAgainLater(code: Int32) throws {
        let (channel, counter) = try Self.channel()
        channel.pipeline.fireErrorCaught(IOError(errnoCode: code, reason: "accept"))
        try channel.throwIfErrorCaught()
        channel.read()
        channel.read()
        #expect(counter.reads == 0)
        channel.embeddedEventLoop.advanceTime(by: AcceptFailureHandler.pause)
        channel.read()
        #expect(counter.reads == 1)
    }

    /// Notes when connections are accepted.
    private final class AcceptTimes: ChannelInboundHandler {
        typealias InboundIn = any Channel
        let promise: EventLoopPromise<NIODeadline>

        init(_ promise: EventLoopPromise<NIODeadline>) {
            self.promise = promise
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            self.promise.succeed(.now())
            context.fireChannelRead(data)
        }
    }

    /// A socket that goes on telling that somebody waits keeps a core busy, so it must not be asked.
    @Test func aSocketIsNotAskedDuringThePause() async throws {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let accepted = loop.makePromise(of: NIODeadline.self)
        let server = try await ServerBootstrap(group: loop)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers(
                        AcceptFailureHandler(logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })),
                        AcceptTimes(accepted))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let failed = try await loop.submit {
            // Before the error: on a busy machine the pause may be half over when this line is reached behind it.
            let now = NIODeadline.now()
            server.pipeline.fireErrorCaught(IOError(errnoCode: EMFILE, reason: "accept"))
            return now
        }.get()
        let client = try await ClientBootstrap(group: loop).connect(to: try #require(server.localAddress)).get()
        #expect(try await accepted.futureResult.get() - failed >= AcceptFailureHandler.pause)
        try await client.close()
        try await server.close()
    }

    @Test func otherErrorsAreForOthers() throws {
        let (channel, counter) = try Self.channel()
        channel.pipeline.fireErrorCaught(IOError(errnoCode: EBADF, reason: "accept"))
        #expect(throws: IOError.self) { try channel.throwIfErrorCaught() }
        channel.read()
        #expect(counter.reads == 1)
    }
}
