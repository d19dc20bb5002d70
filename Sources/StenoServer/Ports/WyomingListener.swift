// SPDX-License-Identifier: Apache-2.0

import Dialects
import HTTPWebSocket
import Logging
import NIOCore
import NIOPosix
import ServerAccess
import ServiceLifecycle
import SessionRuntime
import Synchronization

/// Listens for Wyoming clients, over plain TCP.
final class WyomingListener: Service {
    private typealias Client = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    private let service: DialectService
    private let settings: ServerSettings
    private let host: String
    private let port: Int
    private let logger: Logger
    private let onListening: @Sendable (Int) async -> Void
    private let connections = Atomic<Int>(0)

    /// - Parameter onListening: called once with the port that is listened on.
    init(
        service: DialectService, settings: ServerSettings, host: String, port: Int, logger: Logger,
        onListening: @escaping @Sendable (Int) async -> Void
    ) {
        self.service = service
        self.settings = settings
        self.host = host
        self.port = port
        self.logger = logger
        self.onListening = onListening
    }

    func run() async throws {
        let logger = self.logger
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(AcceptFailureHandler(logger: logger))
                }
            }
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.socketOption(.so_rcvbuf), value: 256 * 1024)
            .bind(host: self.host, port: self.port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try Client(
                        wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
                }
            }
        await self.onListening(server.channel.localAddress?.port ?? 0)
        try await withGracefulShutdownHandler {
            try await server.executeThenClose { clients in
                try await withThrowingDiscardingTaskGroup { group in
                    for try await client in clients { group.addTask { await self.serve(client) } }
                }
            }
        } onGracefulShutdown: {
            server.channel.close(promise: nil)
        }
    }

    private func serve(_ client: Client) async {
        defer { self.connections.subtract(1, ordering: .relaxed) }
        let count = self.connections.add(1, ordering: .relaxed).newValue
        let address = client.channel.remoteAddress?.ipAddress.flatMap(IPAddress.init)
        var logger = self.logger
        logger[metadataKey: "client"] = "\(address.map { "\($0)" } ?? "unknown")"
        try? await client.executeThenClose { inbound, _ in
            guard count <= self.settings.limits.connections, !self.service.drain.isDraining else { return }
            guard self.settings.admitsWyoming(address) else {
                self.service.metrics.sessionRejected(Rejection.Code.forbidden.rawValue)
                return logger.info("Connection rejected: the address is not in --wyoming-allow")
            }
            try await self.service.serveWyoming(
                inbound, on: client.channel, from: address,
                longestPayload: self.settings.webSocket.maximumMessageSize, logger: logger)
        }
    }
}
