// SPDX-License-Identifier: Apache-2.0

internal import NIOCore
internal import StenoClient
internal import Synchronization

/// One stream of a run, from its connection to the server's close.
struct LoadSession: Sendable {
    let number: Int
    let script: StreamScript
    let address: String
    let adapter: any DialectAdapter
    /// When to connect, on the run's clock.
    let start: Double
    let clock: RunClock
    let sender: FrameSender
    let counters: LoadCounters

    /// How long a server may take to close once the audio has ended.
    private static let patience = 30.0
    /// A server whose texts do not come to rest is not waited for any longer.
    private static let longestSettling = 15.0

    /// What the two sides of a session know of each other.
    private final class Shared: Sendable {
        private let state = Mutex((lastText: 0.0, hasEnded: false))

        var lastText: Double { state.withLock { $0.lastText } }
        var hasEnded: Bool { state.withLock { $0.hasEnded } }

        func noteText(at time: Double) { state.withLock { $0.lastText = time } }
        func noteEnd() { state.withLock { $0.hasEnded = true } }
    }

    /// Plays the stream; nil if the run was ended before it began.
    func run() async -> StreamLog? {
        while !sender.isStopped, clock.now < start {
            guard (try? await clock.sleep(until: min(start, clock.now + 0.2))) != nil else { return nil }
        }
        if sender.isStopped { return nil }
        var log = StreamLog(recordings: script.recordings, audioStart: nil, audioSent: 0)
        do {
            var client = try WebSocketClient(url: address)
            client.headers = adapter.headers
            try await client.connect { connection in
                counters.update { $0.open += 1 }
                await converse(connection, &log)
                counters.update { $0.open -= 1 }
            }
        } catch {
            // What went wrong in closing, after the conversation, is of no interest.
            if log.arrivals.isEmpty, log.audioStart == nil { log.outcome = .refused("\(error)") }
            if (error as? StenoClientError)?.code == .unreachable, counters.progress.isFirst { sender.stop() }
        }
        let isTroubled = log.outcome != .completed
        counters.update { progress in
            progress.over += 1
            if isTroubled { progress.troubled += 1 }
        }
        return log
    }

    private func converse(_ connection: WebSocketConnection, _ log: inout StreamLog) async {
        let shared = Shared()
        sender.add(number, script, on: connection, adapter)
        if let greeting = adapter.greeting(stream: number) { connection.post(greeting) }
        let ending = Task { await end(connection, shared) }
        let failure = await listen(connection, &log, shared)
        let hasEnded = shared.hasEnded
        ending.cancel()
        sender.end(number)
        let played = sender.played(number)
        log.audioStart = played.start
        log.audioSent = played.sent
        log.outcome = outcome(failure, connection.closure, log, hasEnded: hasEnded)
    }

    /// Takes messages until there are none left. Returns what the server, or the client of it, complains about.
    private func listen(
        _ connection: WebSocketConnection, _ log: inout StreamLog, _ shared: Shared
    ) async -> String? {
        var reader = adapter.makeReader()
        var failure: String?
        do {
            for try await case .text(let json) in connection.messages {
                let now = clock.now
                for message in reader.read(json) {
                    log.arrivals.append(StreamLog.Arrival(at: now, message))
                    if case .failure(let words) = message { failure = words }
                    note(message, at: now, shared)
                }
            }
        } catch {
            failure = "\(error)"
        }
        let now = clock.now
        log.arrivals += reader.finish().map { StreamLog.Arrival(at: now, $0) }
        return failure
    }

    private func note(_ message: ServerMessage, at now: Double, _ shared: Shared) {
        switch message {
        case .ready: sender.begin(number)
        case .partial: counters.update { $0.partials += 1 }
        case .final: counters.update { $0.finals += 1 }
        case .failure: break
        }
        shared.noteText(at: now)
    }

    /// Ends the session in order once the stream has been played, and by force if the server does not close.
    private func end(_ connection: WebSocketConnection, _ shared: Shared) async {
        await sender.waitForEnd(of: number)
        let end = clock.now
        let latest = end + Self.longestSettling
        do {
            while adapter.settlingTime > 0, clock.now < latest {
                let settled = max(end, shared.lastText) + adapter.settlingTime
                if settled <= clock.now { break }
                try await clock.sleep(until: min(settled, latest))
            }
            shared.noteEnd()
            connection.post(adapter.ending)
            try await clock.sleep(until: clock.now + Self.patience)
            connection.abort()
        } catch {
            // The connection is closed: nothing is left to do.
        }
    }

    private func outcome(
        _ failure: String?, _ closure: WebSocketClosure?, _ log: StreamLog, hasEnded: Bool
    ) -> StreamLog.Outcome {
        let code = closure?.code ?? 1006
        if failure == nil, hasEnded, !adapter.closesInOrder || code == 1000 || code == 1005 { return .completed }
        let closing =
            closure.map { $0.reason.isEmpty ? "code \($0.code)" : "\($0.reason), code \($0.code)" } ?? "no word"
        let reason =
            failure
            ?? (hasEnded && code == 1006
                ? "the server did not close in order within \(Int(Self.patience)) s after the end of the audio"
                : log.audioStart == nil
                    ? "the server did not become ready (\(closing))"
                    : "the server closed the connection (\(closing))")
        return log.audioStart == nil ? .refused(reason) : .failed(reason)
    }
}
