import SessionRuntime
import Synchronization
import Transcription

/// What the parts of a dialect's session share: a value that makes messages of events, and the messages on their way to the client, in
/// order.
final class Conversation<Turns, Message: Sendable, Failure: Sendable>: Sendable {
    private struct State {
        var turns: Turns
        var transcriptions: [Int: any TranscribingSession] = [:]
        var isAbandoned = false
        var failure: Failure?
    }

    private let state: Mutex<State>
    /// A few: a client that reads slowly misses pieces that newer ones make up for.
    private let outbox = BoundedQueue<Message>(budget: QueueBudget(perSession: 16, leastSize: 1))

    init(turns: sending Turns) {
        self.state = Mutex(State(turns: turns))
    }

    /// Changes the value, and tells what comes of it before anything that comes of a later change.
    func update(_ change: (inout Turns) -> [Message]) {
        self.state.withLock { state in
            for message in change(&state.turns) { self.outbox.put(message, size: 1) }
        }
        self.outbox.wake()
    }

    /// Tells something beside.
    func tell(_ message: Message) {
        self.update { _ in [message] }
    }

    /// Waits while the client has much to read.
    func waitForCapacity() async { await self.outbox.waitForCapacity() }

    /// The next message to send; nil after the last.
    func next() async -> Message? { await self.outbox.next() }

    /// No more is told.
    func close() { self.outbox.finish() }

    /// The transcription that goes on, of a channel; it is cancelled if nobody listens any more.
    func set(transcription: any TranscribingSession, channel: Int = 0) {
        let isAbandoned = self.state.withLock { state in
            state.transcriptions[channel] = transcription
            return state.isAbandoned
        }
        if isAbandoned { transcription.cancel() }
    }

    /// Nobody listens any more.
    func abandon() {
        let transcriptions = self.state.withLock { state in
            state.isAbandoned = true
            return Array(state.transcriptions.values)
        }
        for transcription in transcriptions { transcription.cancel() }
        self.outbox.cancel()
    }

    /// Why the session cannot go on; the first reason counts.
    var failure: Failure? { self.state.withLock { $0.failure } }

    func fail(_ error: Failure) {
        self.state.withLock { $0.failure = $0.failure ?? error }
    }
}
