// SPDX-License-Identifier: Apache-2.0

internal import StenoClient
internal import Synchronization

/// Sends the frames of all streams when they are due: one loop for hundreds of streams. They start at
/// multiples of 10 ms, so that those which are due together cost one look.
///
/// A frame is due when the last of its audio has been spoken, as from a microphone. Lateness does not add up: frames keep their times.
final class FrameSender: Sendable {
    /// What has become of a stream.
    struct Played: Sendable {
        /// When its first sample was spoken, on the run's clock; nil if it never was.
        var start: Double?
        /// How many seconds of it were sent.
        var sent = 0.0
    }

    private struct Voice {
        let script: StreamScript
        let connection: WebSocketConnection
        let flush: DialectMessage?
        /// When the first sample is spoken; infinite until the server is ready.
        var start: Double
        /// The server has until then to become ready.
        let readyBy: Double
        var next = 0
        var part = 0
        var isOver = false
        var waiting: CheckedContinuation<Void, Never>?

        mutating func end() {
            isOver = true
            waiting?.resume()
            waiting = nil
        }
    }

    private struct State {
        var voices: [Voice] = []
        /// Where the voice of a stream is.
        var places: [Int: Int] = [:]
        var isStopped = false
        var delays: [Double] = []
        var stalled = 0
    }

    /// How long a server may take to become ready.
    private static let patience = 60.0

    private let clock: RunClock
    private let frameDuration: Double
    private let state = Mutex(State())

    init(clock: RunClock, frameDuration: Double) {
        self.clock = clock
        self.frameDuration = frameDuration
    }

    /// How late frames were sent, in seconds, and how many the sockets did not take at once.
    var lateness: (delays: [Double], stalled: Int) { state.withLock { ($0.delays, $0.stalled) } }

    /// Whether the run was ended before its time.
    var isStopped: Bool { state.withLock { $0.isStopped } }

    /// Takes on a stream; it plays when its server is ready.
    func add(_ number: Int, _ script: StreamScript, on connection: WebSocketConnection, _ adapter: any DialectAdapter) {
        let now = clock.now
        let start: Double =
            switch adapter.readiness {
            case .immediate: now
            case .announced(let delay): now + delay
            case .required: .infinity
            }
        state.withLock { state in
            state.places[number] = state.voices.count
            state.voices.append(
                Voice(
                    script: script, connection: connection, flush: adapter.flush, start: Self.tick(after: start),
                    readyBy: now + Self.patience, isOver: state.isStopped))
        }
    }

    /// The server of a stream is ready.
    func begin(_ number: Int) {
        let now = clock.now
        state.withLock { state in
            guard let place = state.places[number], state.voices[place].start > now else { return }
            state.voices[place].start = Self.tick(after: now)
        }
    }

    /// Plays nothing more of a stream.
    func end(_ number: Int) {
        state.withLock { state in
            if let place = state.places[number] { state.voices[place].end() }
        }
    }

    /// Plays nothing more of any stream.
    func stop() {
        state.withLock { state in
            state.isStopped = true
            for place in state.voices.indices { state.voices[place].end() }
        }
    }

    /// Waits until nothing more is played of a stream.
    func waitForEnd(of number: Int) async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                guard let place = state.places[number], !state.voices[place].isOver else { return true }
                state.voices[place].waiting = continuation
                return false
            }
            if isOver { continuation.resume() }
        }
    }

    /// What has become of a stream.
    func played(_ number: Int) -> Played {
        state.withLock { state in
            guard let place = state.places[number], state.voices[place].next > 0 else { return Played() }
            let voice = state.voices[place]
            return Played(start: voice.start, sent: Double(voice.next) * frameDuration)
        }
    }

    /// Sends until it is cancelled.
    func run() async {
        var next = clock.now
        while (try? await clock.sleep(until: next)) != nil {
            next = state.withLock { state in
                // The first frame of a stream that comes now is due a frame later.
                var next = clock.now + frameDuration
                for place in state.voices.indices where !state.voices[place].isOver {
                    sendDueFrames(of: &state.voices[place], &state.delays, &state.stalled)
                    next = min(next, due(state.voices[place]))
                }
                return next
            }
        }
    }

    /// When the next frame is due.
    private func due(_ voice: Voice) -> Double {
        voice.isOver ? .infinity : voice.start + Double(voice.next + 1) * frameDuration
    }

    private func sendDueFrames(of voice: inout Voice, _ delays: inout [Double], _ stalled: inout Int) {
        let now = clock.now
        if voice.start == .infinity, now > voice.readyBy { voice.connection.abort() }
        while voice.next < voice.script.frameCount {
            let due = due(voice)
            guard due <= now else { return }
            if !voice.connection.isWritable { stalled += 1 }
            voice.connection.post(.binary(voice.script.frame(voice.next, part: &voice.part)))
            voice.next += 1
            if let flush = voice.flush, voice.script.flushFrames.contains(voice.next) { voice.connection.post(flush) }
            delays.append(clock.now - due)
        }
        voice.end()
    }

    private static func tick(after time: Double) -> Double {
        time == .infinity ? time : ((time / LoadSettings.tick).rounded(.down) + 1) * LoadSettings.tick
    }
}
