// SPDX-License-Identifier: Apache-2.0

public import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOWebSocket

#if canImport(Glibc)
    internal import Glibc
#endif

/// A WebSocket client (RFC 6455) for `ws://` and `wss://` addresses.
public struct WebSocketClient: Sendable {
    /// Header fields to send with the handshake, such as `Authorization`.
    public var headers: [(name: String, value: String)] = []
    /// The path of a PEM file with the certificates to trust instead of the system's, for `wss://` addresses.
    public var certificateAuthorities: String?
    /// The largest message to take, in bytes.
    public var maximumMessageBytes = 16 << 20
    /// How long connecting and the handshake may take each.
    public var timeout = TimeAmount.seconds(10)
    /// How long what was sent may stay without an answer of the server's machine before the connection counts as broken; nil for as
    /// long as the system likes, a quarter of an hour or so.
    public var deadPeerTimeout: TimeAmount?
    private let url: String
    private let address: WebSocketAddress

    /// A client for an address such as `ws://127.0.0.1:8765/ws/transcribe?language=en`.
    ///
    /// - Throws: ``StenoClientError`` with `badURL`.
    public init(url: String) throws {
        // Parameters may hold secrets, and say little in an error.
        self.url = String(url.prefix { $0 != "?" && $0 != "#" })
        address = try WebSocketAddress(url)
    }

    /// Connects, and stays connected while `body` runs. If it leaves the connection open, that is closed with code 1000.
    ///
    /// - Throws: ``StenoClientError``, or whatever `body` throws.
    public func connect<Result>(
        isolation: isolated (any Actor)? = #isolation, _ body: (WebSocketConnection) async throws -> sending Result
    ) async throws -> sending Result {
        let closure = WebSocketClosureBox()
        switch try await handshake(closure) {
        case .refused(let channel):
            throw try await refusal(channel)
        case .connected(let channel):
            let result: Swift.Result<Result, any Error> = try await channel.executeThenClose { inbound, outbound in
                let connection = WebSocketConnection(
                    inbound: inbound, outbound: outbound, channel: channel.channel, closure: closure)
                do {
                    let result = try await body(connection)
                    if connection.closure == nil { try? await connection.close() }
                    return .success(result)
                } catch {
                    return .failure(error)
                }
            }
            return try result.get()
        }
    }

    private enum Outcome: Sendable {
        case connected(NIOAsyncChannel<WebSocketMessage, WebSocketCommand>)
        case refused(NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>)
    }

    private func handshake(_ closure: WebSocketClosureBox) async throws -> Outcome {
        let encryption = try address.isSecure ? ClientEncryption(authorities: certificateAuthorities) : nil
        let upgrade: EventLoopFuture<Outcome>
        do {
            var bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connectTimeout(timeout)
                .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            #if os(Linux)
                if let deadPeerTimeout {
                    let milliseconds = Int(deadPeerTimeout.nanoseconds / 1_000_000)
                    bootstrap = bootstrap.channelOption(
                        .tcpOption(.init(rawValue: CInt(TCP_USER_TIMEOUT))), value: milliseconds)
                }
            #endif
            upgrade =
                try await bootstrap
                .channelOption(.allowRemoteHalfClosure, value: true)
                .connect(host: address.host, port: address.port) { channel in
                    channel.eventLoop.makeCompletedFuture { try configure(channel, encryption, closure) }
                }
        } catch {
            throw StenoClientError(
                .unreachable, "No server answers at \(url)",
                remedy: "Is the server running there? Start one with `steno serve`")
        }
        do {
            return try await upgrade.get()
        } catch {
            if let error = ClientEncryption.explaining(error, url: url) { throw error }
            throw StenoClientError(
                .protocolViolation, "\(url) does not answer as a WebSocket server",
                remedy: "Check the port and the path")
        }
    }

    private func configure(
        _ channel: any Channel, _ encryption: ClientEncryption?, _ closure: WebSocketClosureBox
    ) throws -> EventLoopFuture<Outcome> {
        let maximum = maximumMessageBytes
        let upgrader = NIOTypedWebSocketClientUpgrader<Outcome>(
            maxFrameSize: maximum, enableAutomaticErrorHandling: false
        ) { channel, _ in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHandlers(
                    NIOWebSocketFrameAggregator(
                        minNonFinalFragmentSize: 0, maxAccumulatedFrameCount: .max, maxAccumulatedFrameSize: maximum),
                    WebSocketClientHandler(closure: closure))
                return .connected(try NIOAsyncChannel(wrappingChannelSynchronously: channel))
            }
        }
        if let encryption { try channel.pipeline.syncOperations.addHandler(encryption.makeHandler(for: address.host)) }
        let endOfInput = EndOfInputHandler()
        try channel.pipeline.syncOperations.addHandler(endOfInput)
        var fields = HTTPHeaders([("Host", address.authority)])
        for field in headers { fields.add(name: field.name, value: field.value) }
        let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: address.target, headers: fields)
        var configuration = NIOUpgradableHTTPClientPipelineConfiguration(
            upgradeConfiguration: .init(upgradeRequestHead: head, upgraders: [upgrader]) { channel in
                channel.eventLoop.makeCompletedFuture {
                    .refused(try NIOAsyncChannel(wrappingChannelSynchronously: channel))
                }
            })
        // A server may send its first message in the same packet as the handshake.
        configuration.leftOverBytesStrategy = .forwardBytes
        let upgrade = try channel.pipeline.syncOperations.configureUpgradableHTTPClientPipeline(
            configuration: configuration)
        let deadline = channel.eventLoop.scheduleTask(in: timeout) { channel.close(promise: nil) }
        upgrade.assumeIsolated().whenComplete { _ in
            deadline.cancel()
            endOfInput.endHandshake()
        }
        return upgrade
    }

    /// What a server said instead of opening a WebSocket.
    private func refusal(
        _ channel: NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>
    ) async throws -> StenoClientError {
        try await channel.executeThenClose { inbound, _ in
            var status = 0
            var body = ByteBuffer()
            read: for try await part in inbound {
                switch part {
                case .head(let head): status = Int(head.status.code)
                case .body(var bytes) where body.readableBytes < 1_000: body.writeBuffer(&bytes)
                case .body, .end: break read
                }
            }
            return StenoClientError(url: url, status: status, body: Array(body.readableBytesView))
        }
    }
}
