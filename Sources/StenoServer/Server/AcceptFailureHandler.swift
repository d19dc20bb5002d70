import Logging
import NIOCore

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// On the listening socket: keeps a server that is out of file descriptors from trying to accept without end. It waits a
/// moment and tries again; the sessions that are open go on.
final class AcceptFailureHandler: ChannelDuplexHandler {
    typealias InboundIn = any Channel
    typealias OutboundIn = Never

    static let pause = TimeAmount.milliseconds(200)

    private let logger: Logger
    private var isPausing = false
    /// Whether connections were refused since the last one was accepted.
    private var isFailing = false

    init(logger: Logger) {
        self.logger = logger
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if self.isFailing { self.logger.notice("Connections are accepted again") }
        self.isFailing = false
        context.fireChannelRead(data)
    }

    func read(context: ChannelHandlerContext) {
        // The end of the pause asks for a read.
        if !self.isPausing { context.read() }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let code = (error as? IOError)?.errnoCode, [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(code) else {
            return context.fireErrorCaught(error)
        }
        if !self.isFailing {
            self.logger.error(
                "Connections cannot be accepted; clients wait. Raise the limit of open files (ulimit -n, LimitNOFILE)",
                metadata: ["error": "\(error)"])
        }
        self.isFailing = true
        guard !self.isPausing else { return }
        self.isPausing = true
        // A read that failed stays wanted, and the system would go on telling that somebody waits.
        self.setReading(false, context.channel)
        context.eventLoop.assumeIsolated().scheduleTask(in: Self.pause) {
            self.isPausing = false
            self.setReading(true, context.channel)
        }
    }

    private func setReading(_ isReading: Bool, _ channel: any Channel) {
        do {
            try channel.syncOptions?.setOption(.autoRead, value: isReading)
        } catch {
            // The socket is closed: there is nothing to read any more.
        }
    }
}
