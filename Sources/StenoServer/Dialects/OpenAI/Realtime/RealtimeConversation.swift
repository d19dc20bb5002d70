import Synchronization
import Transcription

/// What the parts of a Realtime session share: its turns, and the events on their way to the client, in order.
final class RealtimeConversation: Sendable {
    private struct State {
        var turns: RealtimeTurns
        var transcription: (any TranscribingSession)?
        var isAbandoned = false
        var failure: OpenAIError?
    }

    private let state: Mutex<State>
    /// A few events: a client that reads slowly misses pieces that newer ones make up for.
    private let outbox = ReadAhead<RealtimeServerEvent>(budget: ReadAheadBudget(perSession: 16))

    init(turns: sending RealtimeTurns) {
        self.state = Mutex(State(turns: turns))
    }

    /// Changes the turns, and tells what comes of it before anything that comes of a later change.
    func update(_ change: (inout RealtimeTurns) -> [RealtimeServerEvent]) {
        self.state.withLock { state in
            for event in change(&state.turns) { self.outbox.add(event, size: 1) }
        }
    }

    /// Tells something that is about no turn.
    func tell(_ event: RealtimeServerEvent) {
        self.update { _ in [event] }
    }

    /// Waits while the client has much to read.
    func untilThereIsRoom() async { await self.outbox.untilThereIsRoom() }

    /// The next event to send; nil after the last.
    func next() async -> RealtimeServerEvent? { await self.outbox.next() }

    /// No more is told.
    func close() { self.outbox.finish() }

    /// The transcription that goes on; it is cancelled if nobody listens any more.
    func set(transcription: any TranscribingSession) {
        let isAbandoned = self.state.withLock { state in
            state.transcription = transcription
            return state.isAbandoned
        }
        if isAbandoned { transcription.cancel() }
    }

    /// Nobody listens any more.
    func abandon() {
        let transcription = self.state.withLock { state in
            state.isAbandoned = true
            return state.transcription
        }
        transcription?.cancel()
        self.outbox.cancel()
    }

    /// Why the session cannot go on; the first reason counts.
    var failure: OpenAIError? { self.state.withLock { $0.failure } }

    func fail(_ error: OpenAIError) {
        self.state.withLock { $0.failure = $0.failure ?? error }
    }
}
