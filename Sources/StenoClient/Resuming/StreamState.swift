// SPDX-License-Identifier: Apache-2.0

/// A stream's session on a server, from one connection to the next: what to send, what has been seen, what to do when a connection
/// ends. A plain value.
///
/// Samples count from the first of the stream. A session that the server no longer knows is replaced by another, which begins with the
/// first sample that no final covers.
struct StreamState {
    /// What to send next.
    enum Step: Equatable {
        case audio(ArraySlice<UInt8>)
        case stop
        /// Nothing until there is more audio, or the server has answered.
        case wait
    }

    /// What to do after a connection has ended.
    enum Decision: Equatable {
        /// Everything was sent.
        case finish
        /// Connect again; the error is for who cannot.
        case reconnect(StenoClientError)
        /// Connect at once: the server ended a session that had lasted as long as it allows.
        case renew
        /// Connecting again would not help.
        case fail(StenoClientError)
    }

    /// How long a message of audio is.
    private static let piece = 0.25
    /// How much audio that the server has is kept at most, in seconds, in case that the server is lost.
    private static let longest = 60.0

    private let sampleRate: Int
    /// How much audio that the server does not have is kept at most, in seconds.
    private let capacity: Double
    private var backlog: AudioBacklog
    private var session: String?
    private var token: String?
    private var lastEvent = 0
    private(set) var wasReady = false
    /// The session's first sample.
    private var origin = 0
    /// The first sample that the server may not have.
    private var received = 0
    /// The first sample that no final covers.
    private var settled = 0
    /// The next sample to send; nil until the server has named it.
    private var next: Int?
    private var hasEnded = false
    private var isStopSent = false
    private var error: (code: String?, message: String)?

    init(sampleRate: Int, sampleSize: Int, capacity: Double = 60) {
        self.sampleRate = sampleRate
        self.capacity = capacity
        backlog = AudioBacklog(sampleSize: sampleSize)
    }

    // MARK: Audio

    /// Whether as much audio is kept as may be.
    var isFull: Bool { Double(backlog.end - received) > capacity * Double(sampleRate) }

    mutating func append(_ audio: [UInt8]) {
        backlog.append(audio)
    }

    /// No more audio comes.
    mutating func end() {
        hasEnded = true
    }

    /// The next thing to send on the connection.
    mutating func step() -> Step {
        guard let next, !isStopSent else { return .wait }
        let audio = backlog.samples(from: next, atMost: max(1, Int(Self.piece * Double(sampleRate))))
        if !audio.isEmpty {
            self.next = next + audio.count / backlog.sampleSize
            return .audio(audio)
        }
        guard hasEnded else { return .wait }
        isStopSent = true
        return .stop
    }

    // MARK: Connections

    /// A connection is about to be made.
    ///
    /// - Returns: the query parameters that go on with the session, if there is one.
    mutating func connect() -> [(name: String, value: String)] {
        isStopSent = false
        error = nil
        guard let session, let token else {
            origin = max(settled, backlog.start)
            received = origin
            next = origin
            return []
        }
        next = nil
        return [("resume", session), ("resume_token", token), ("last_event", "\(lastEvent)")]
    }

    /// The server said something.
    ///
    /// - Returns: whether it is news.
    mutating func receive(_ message: StenoMessage, number: Int?) -> Bool {
        if let number {
            guard number > lastEvent else { return false }
            lastEvent = number
        }
        switch message {
        case .ready(let session, let token):
            wasReady = true
            self.session = session
            self.token = token
        case .resumed(let sample):
            next = origin + sample
            received = max(received, origin + sample)
        case .acknowledged(let count):
            received = max(received, origin + count)
        case .final(let final):
            settled = max(settled, origin + Int((final.end ?? 0) * Double(sampleRate)))
        case .error(let code, let message):
            error = (code, message)
        default: break
        }
        release()
        return true
    }

    /// The connection has ended, or there was none.
    mutating func disconnect(_ ending: Result<WebSocketClosure, StenoClientError>) -> Decision {
        switch ending {
        case .failure(let failure): wasReady && failure.isTemporary ? .reconnect(failure) : .fail(failure)
        case .success(let closure): error.map { decide(after: $0.code, $0.message) } ?? decide(after: closure)
        }
    }

    /// After an error message.
    private mutating func decide(after code: String?, _ message: String) -> Decision {
        let failure = StenoClientError(.closed, message.hasSuffix(".") ? String(message.dropLast()) : message)
        switch code {
        case "unknown_session":
            forget()
            return .reconnect(failure)
        case "server_shutdown":
            // What the server had is final.
            settled = received
            forget()
            return .reconnect(failure)
        case "session_expired":
            let hasWorked = settled > origin
            forget()
            return hasWorked ? .renew : wasReady ? .reconnect(failure) : .fail(failure)
        case "slow_client", "internal_error":
            return wasReady ? .reconnect(failure) : .fail(failure)
        default:
            return .fail(failure)
        }
    }

    private func decide(after closure: WebSocketClosure) -> Decision {
        switch closure.code {
        case 1000: return .finish
        case 1001, 1005, 1006, 1012, 1013:
            return .reconnect(StenoClientError(.closed, "The connection broke"))
        default:
            let reason = closure.reason.isEmpty ? "code \(closure.code)" : "\(closure.reason), code \(closure.code)"
            return .fail(StenoClientError(.closed, "The server closed the connection (\(reason))"))
        }
    }

    /// The session is gone.
    private mutating func forget() {
        session = nil
        token = nil
        lastEvent = 0
        release()
    }

    /// Audio is kept until a final covers it, in case that the server is lost with the session, but of what the server has no more
    /// than a minute.
    private mutating func release() {
        let oldest = backlog.end - Int(Self.longest * Double(sampleRate))
        backlog.release(before: min(received, max(settled, oldest)))
    }
}

extension StenoClientError {
    /// Whether the same may succeed later.
    fileprivate var isTemporary: Bool {
        switch code {
        case .unreachable, .closed, .protocolViolation: true
        case .refused(let status): status == 429 || status >= 500
        case .badURL, .untrusted: false
        }
    }
}
