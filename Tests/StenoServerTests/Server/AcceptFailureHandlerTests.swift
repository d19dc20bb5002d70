import Logging
import NIOCore
import NIOEmbedded
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

    private static func channel() throws -> (EmbeddedChannel, ReadCounter) {
        let channel = EmbeddedChannel()
        let counter = ReadCounter()
        try channel.pipeline.syncOperations.addHandlers(
            counter, AcceptFailureHandler(logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })))
        return (channel, counter)
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
        #expect(counter.reads == 1)
        channel.read()
        #expect(counter.reads == 2)
    }

    @Test func otherErrorsAreForOthers() throws {
        let (channel, counter) = try Self.channel()
        channel.pipeline.fireErrorCaught(IOError(errnoCode: EBADF, reason: "accept"))
        #expect(throws: IOError.self) { try channel.throwIfErrorCaught() }
        channel.read()
        #expect(counter.reads == 1)
    }
}
