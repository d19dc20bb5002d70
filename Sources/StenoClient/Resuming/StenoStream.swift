// SPDX-License-Identifier: Apache-2.0

internal import NIOCore
internal import Synchronization

/// A stream of audio to a Steno server, whose session goes on when its connection breaks.
///
/// Audio that the server may not have is kept and sent over the next connection.
public final class StenoStream: Sendable {
    /// What a user may want to know beside the messages.
    public enum Notice: Sendable, Hashable {
        /// The connection broke; the next is tried.
        case reconnecting
        /// The session goes on.
        case resumed
    }

    private let address: String
    private let headers: [(name: String, value: String)]
    private let certificateAuthorities: String?
    private let policy: ReconnectPolicy
    private let state: Mutex<StreamState>
    /// Something changed for the sending task.
    private let news = Signal()
    /// Something changed for who hands audio over.
    private let room = Signal()

    /// A stream.
    ///
    /// - Parameters:
    ///   - address: the server's address with the session's parameters.
    ///   - headers: header fields to send with each handshake, such as `Authorization`.
    ///   - certificateAuthorities: as ``WebSocketClient/certificateAuthorities``.
    ///   - sampleRate: of the audio, in Hz, as in the parameters.
    ///   - sampleSize: bytes of a sample, of all channels.
    ///   - capacity: seconds of audio that are kept while the server does not take it.
    ///   - policy: what to do when the connection breaks.
    public init(
        address: String, headers: [(name: String, value: String)] = [], certificateAuthorities: String? = nil,
        sampleRate: Int, sampleSize: Int, capacity: Double = 60, policy: ReconnectPolicy = ReconnectPolicy()
    ) {
        self.address = address
        self.headers = headers
        self.certificateAuthorities = certificateAuthorities
        self.policy = policy
        state = Mutex(StreamState(sampleRate: sampleRate, sampleSize: sampleSize, capacity: capacity))
    }

    /// Hands audio over, cut anywhere; waits while as much is kept as may be. For one task.
    ///
    /// - Throws: `CancellationError` when the task is cancelled.
    public func send(_ audio: [UInt8]) async throws {
        state.withLock { $0.append(audio) }
        news.raise()
        while state.withLock({ $0.isFull }) {
            try Task.checkCancellation()
            await room.wait()
        }
    }

    /// The audio is complete: the server makes it final and ends the session.
    public func stop() {
        state.withLock { $0.end() }
        news.raise()
    }

    /// Carries the stream to its end.
    ///
    /// - Parameters:
    ///   - onMessage: called with each message of the server and its text, in order, an event once.
    ///   - onNotice: called when the connection breaks, and when the session goes on.
    /// - Throws: ``StenoClientError`` when the server rejects, fails, or does not come back.
    public func run(
        onMessage: (StenoMessage, String) throws -> Void, onNotice: (Notice) -> Void = { _ in }
    ) async throws {
        var attempt = 0
        var lastHeard = ContinuousClock.now
        var generator = SystemRandomNumberGenerator()
        while true {
            let ending: Result<WebSocketClosure, StenoClientError>
            do {
                ending = .success(
                    try await connect { message, text in
                        if !message.isError { lastHeard = .now }
                        if message.isBeginning {
                            if attempt > 0 { onNotice(.resumed) }
                            attempt = 0
                        }
                        try onMessage(message, text)
                    })
            } catch let error as StenoClientError {
                ending = .failure(error)
            }
            let reason: StenoClientError
            switch state.withLock({ $0.disconnect(ending) }) {
            case .finish: return
            case .renew: continue
            case .fail(let error): throw error
            case .reconnect(let error): reason = error
            }
            guard let delay = policy.delay(before: attempt, after: .now - lastHeard, using: &generator) else {
                throw reason
            }
            if attempt == 0 { onNotice(.reconnecting) }
            attempt += 1
            try await Task.sleep(for: delay)
        }
    }

    /// One connection.
    private func connect(_ onMessage: (StenoMessage, String) throws -> Void) async throws -> WebSocketClosure {
        let parameters = state.withLock { $0.connect() }
        var client = try WebSocketClient(url: SessionAddress.adding(parameters, to: address))
        client.headers = headers
        client.certificateAuthorities = certificateAuthorities
        client.deadPeerTimeout = .seconds(30)
        return try await client.connect { connection in
            let sending = Task { try await self.send(over: connection) }
            defer { sending.cancel() }
            for try await message in connection.messages {
                guard case .text(let text) = message else { continue }
                let (message, number) = try StenoMessage.decode(json: text)
                guard self.state.withLock({ $0.receive(message, number: number) }) else { continue }
                self.room.raise()
                if case .resumed = message { self.news.raise() }
                try onMessage(message, text)
            }
            return connection.closure ?? .abnormal
        }
    }

    private func send(over connection: WebSocketConnection) async throws {
        while true {
            try Task.checkCancellation()
            switch state.withLock({ $0.step() }) {
            case .audio(let bytes): try await connection.send(bytes)
            case .stop: try await connection.send(#"{"type":"stop"}"#)
            case .wait: await news.wait()
            }
        }
    }
}

extension StenoMessage {
    /// Whether a session begins with it, or goes on.
    fileprivate var isBeginning: Bool {
        switch self {
        case .ready, .resumed: true
        default: false
        }
    }

    fileprivate var isError: Bool {
        if case .error = self { true } else { false }
    }
}
