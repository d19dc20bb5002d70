// SPDX-License-Identifier: Apache-2.0

import Logging
import NIOCore

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// On the listening socket: accepts no connections while file descriptors are scarce, and keeps a server that has none
/// left from retrying endlessly. It waits a moment and looks again; the sessions that are open go on.
final class AcceptFailureHandler: ChannelDuplexHandler {
    typealias InboundIn = any Channel
    typealias OutboundIn = Never

    static let pause = TimeAmount.milliseconds(200)

    private let logger: Logger
    private let areDescriptorsScarce: () -> Bool
    private var isPausing = false
    /// Whether connections were kept waiting since the last one was accepted.
    private var isFailing = false

    /// - Parameter areDescriptorsScarce: for tests.
    init(logger: Logger, areDescriptorsScarce: @escaping () -> Bool = { FileDescriptors.areScarce }) {
        self.logger = logger
        self.areDescriptorsScarce = areDescriptorsScarce
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let isScarce = self.areDescriptorsScarce()
        if self.isFailing, !isScarce {
            self.logger.notice("Connections are accepted again")
            self.isFailing = false
        }
        context.fireChannelRead(data)
        if isScarce { self.keepWaiting(context, "few file descriptors are left") }
    }

    func read(context: ChannelHandlerContext) {
        // The end of the pause asks for a read.
        if !self.isPausing { context.read() }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let code = (error as? IOError)?.errnoCode, [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(code) else {
            return context.fireErrorCaught(error)
        }
        self.keepWaiting(context, "\(error)")
    }

    private func keepWaiting(_ context: ChannelHandlerContext, _ reason: String) {
        if !self.isFailing {
            self.logger.error(
                "Connections cannot be accepted; clients wait. Raise the limit of open files (ulimit -n, LimitNOFILE)",
                metadata: ["error": "\(reason)"])
        }
        self.isFailing = true
        guard !self.isPausing else { return }
        self.isPausing = true
        // A read that failed stays wanted, and the system would keep reporting that a client waits.
        self.setReading(false, context.channel)
        self.resumeLater(context.channel)
    }

    private func resumeLater(_ channel: any Channel) {
        channel.eventLoop.assumeIsolated().scheduleTask(in: Self.pause) {
            if self.areDescriptorsScarce(), channel.isActive { return self.resumeLater(channel) }
            self.isPausing = false
            self.setReading(true, channel)
        }
    }

    private func setReading(_ isReading: Bool, _ channel: any Channel) {
        do {
            try channel.syncOptions?.setOption(.autoRead, value: isReading)
        } catch {
            // The socket is closed: there is nothing to read any longer.
        }
    }
}
