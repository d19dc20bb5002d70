// SPDX-License-Identifier: Apache-2.0

public import HTTPWebSocket
import NIOCore
import NIOPosix
public import ServerAccess
public import SessionRuntime

/// Where and how the server listens.
public struct ServerSettings: Sendable, Equatable {
    /// The address to listen on; `0.0.0.0` for all of the machine, `localhost` for the loopback addresses of IPv4 and IPv6.
    public var host: String
    /// The port, 0 to 65535; 0 takes a free one.
    public var port: Int
    /// The ports of dialects that have their own, 0 to 65535; a dialect that is not named is not spoken.
    public var dialectPorts: [DialectPort: Int]
    /// The clients that may use Wyoming's port; empty for all, where no keys are asked for.
    public var wyomingClients: [AddressRange]
    /// Limits and waiting times of WebSocket connections; its `shutdownGrace` is what sessions get on SIGTERM.
    public var webSocket: WebSocketSettings
    /// Who may use it.
    public var access: AccessSettings
    /// What it and each of its clients may take.
    public var limits: LimitSettings
    /// How long a client may leave its messages unread before its session ends with `slow_client`.
    public var slowClientLimit: Duration
    /// How long sessions without a connection are kept.
    public var resumption: ResumptionSettings
    /// A WAV file for the page's sample button, served at `/sample.wav`.
    public var samplePath: String?
    /// Whether the texts of finals go to the log.
    public var logTexts: Bool

    /// Makes settings.
    public init(
        host: String = Self.loopback,
        port: Int = 8765,
        dialectPorts: [DialectPort: Int] = [:],
        wyomingClients: [AddressRange] = [],
        webSocket: WebSocketSettings = WebSocketSettings(),
        access: AccessSettings = AccessSettings(),
        limits: LimitSettings = LimitSettings(),
        slowClientLimit: Duration = .seconds(30),
        resumption: ResumptionSettings = ResumptionSettings(),
        samplePath: String? = nil,
        logTexts: Bool = false
    ) {
        self.host = host
        self.port = port
        self.dialectPorts = dialectPorts
        self.wyomingClients = wyomingClients
        self.webSocket = webSocket
        self.access = access
        self.limits = limits
        self.slowClientLimit = slowClientLimit
        self.resumption = resumption
        self.samplePath = samplePath
        self.logTexts = logTexts
    }

    /// The host of a server that listens on this machine only.
    public static let loopback = "localhost"

    /// The addresses to listen on. Clients that connect to `localhost` try that of IPv6 first, or nothing else.
    var addresses: [String] { self.host == Self.loopback ? ["127.0.0.1", "::1"] : [self.host] }

    /// Finds out whether all ports can be listened on, before a model is loaded for nothing.
    /// - Throws: ``ServerError`` if one cannot.
    public func checkAddress() async throws {
        try await self.check(self.port, option: "--port")
        for (dialect, port) in self.dialectPorts { try await self.check(port, option: dialect.option) }
    }

    private func check(_ port: Int, option: String) async throws {
        for (index, host) in self.addresses.enumerated() {
            do {
                let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                    .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                    .bind(host: host, port: port).get()
                try await channel.close()
            } catch {
                let explained = ServerError.explaining(error, host: host, port: port, option: option)
                // A machine without IPv6 is served by the first address.
                if index > 0, explained?.code == .unknownHost { continue }
                throw explained ?? error
            }
        }
    }

    /// Checks what can be checked before the server runs.
    /// - Throws: ``ServerError`` for a server without keys that others than this machine reach, or with keys that Wyoming's
    ///   clients need not show, unless that is allowed.
    public func validate() throws(ServerError) {
        guard self.access.needsKey || self.access.allowsAnonymous || Origin.isLoopback(self.host) else {
            throw .openToAll(host: self.host)
        }
        guard self.dialectPorts[.wyoming] == nil || !self.access.needsKey || !self.wyomingClients.isEmpty else {
            throw .wyomingWithoutKeys
        }
    }
}
