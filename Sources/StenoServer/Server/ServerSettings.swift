/// Where and how the server listens.
public struct ServerSettings: Sendable, Equatable {
    /// The address to listen on; `0.0.0.0` for all of the machine.
    public var host: String
    /// The port, 0 to 65535; 0 takes a free one.
    public var port: Int
    /// Limits and waiting times of WebSocket connections; its `shutdownGrace` is what sessions get on SIGTERM.
    public var webSocket: WebSocketSettings
    /// How many sessions may be open at once; the next is told `server_full`.
    public var maximumSessions: Int
    /// How long a client may leave its messages unread before its session ends with `slow_client`.
    public var slowClientLimit: Duration
    /// How long sessions without a connection are kept.
    public var resumption: ResumptionSettings
    /// A WAV file for the page's sample button, served at `/sample.wav`.
    public var samplePath: String?

    /// Makes settings.
    public init(
        host: String = "127.0.0.1",
        port: Int = 8765,
        webSocket: WebSocketSettings = WebSocketSettings(),
        maximumSessions: Int = 1000,
        slowClientLimit: Duration = .seconds(30),
        resumption: ResumptionSettings = ResumptionSettings(),
        samplePath: String? = nil
    ) {
        self.host = host
        self.port = port
        self.webSocket = webSocket
        self.maximumSessions = maximumSessions
        self.slowClientLimit = slowClientLimit
        self.resumption = resumption
        self.samplePath = samplePath
    }
}
