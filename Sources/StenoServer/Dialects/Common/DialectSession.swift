import SessionRuntime
import HTTPWebSocket
import Logging
import Synchronization

/// Carries out what a ``Dialect`` wants: its transcriptions, one after the other, and what its client is told, in order.
///
/// It knows no sockets: whoever has the connection hands in what comes and sends what ``next()`` gives.
final class DialectSession<Client: Dialect>: Sendable {
    /// What goes to the client.
    enum Outgoing: Sendable {
        case message(Client.Output)
        /// The last.
        case close(WebSocketClose?)
    }

    struct State {
        var client: Client
        var live: ClientSession?
        /// What goes on beside: the transcription, or the watch for one to begin.
        var task: Task<Void, Never>?
        var pause: AudioPause?
        /// Whether no more can be asked for.
        var isClosing = false
        var isOver = false
    }

    /// The only connection of a session that nobody comes back to.
    static var connection: Int { 1 }

    let service: StenoService
    let owner: String
    let dialect: DialectName
    let admit: @Sendable () throws -> SessionPermit
    let logger: Logger
    let state: Mutex<State>
    /// A few messages: a client that reads slowly misses partials that newer ones replace.
    let outbox = BoundedQueue<Outgoing>(budget: QueueBudget(perSession: 16, leastSize: 1))

    /// - Parameters:
    ///   - client: what it speaks.
    ///   - dialect: the same, as the metrics have it.
    ///   - owner: whose sessions they are; empty where nobody is asked.
    ///   - admit: gives a transcription its place on the server; throws ``RequestRefusal``.
    ///   - logger: with the client's address.
    init(
        _ client: Client, dialect: DialectName, service: StenoService, owner: String, logger: Logger,
        admit: @escaping @Sendable () throws -> SessionPermit
    ) {
        self.service = service
        self.dialect = dialect
        self.owner = owner
        self.admit = admit
        self.logger = logger
        self.state = Mutex(State(client: client))
    }

    // MARK: From the connection

    /// The connection is open.
    func start() { self.watchForBeginning() }

    /// Takes what the client sent, then waits while there is too much of it, or the client has much to read.
    func receive(_ input: Client.Input) async {
        for action in self.update({ $0.receive(input) }) { await self.perform(action) }
        await self.outbox.waitForCapacity()
    }

    /// No more comes from the client, which still wants to know what was said.
    /// - Parameter reason: for the metrics; nil if it is the ordinary one.
    func finish(because reason: String? = nil) {
        let live = self.state.withLock { state in
            state.isClosing = true
            return state.live
        }
        guard let live else { return self.outbox.finish() }
        if let reason { live.meter.note(ending: reason) }
        live.finish(from: Self.connection)
    }

    /// The client is gone.
    func abandon(because reason: String = "connection_lost") {
        let (live, task) = self.state.withLock { state in
            state.isClosing = true
            state.isOver = true
            return (state.live.take(), state.task.take())
        }
        live?.meter.note(ending: reason)
        live?.cancel()
        task?.cancel()
        self.outbox.cancel()
    }

    /// The next thing for the client; nil after the last.
    func next() async -> Outgoing? { await self.outbox.next() }

    // MARK: -

    /// Changes the dialect, and puts what it tells behind all that it told before.
    /// - Parameter isOver: whether that was the last of a transcription.
    /// - Returns: what else it wants.
    @discardableResult
    func update(
        isOver: Bool = false, _ change: (inout Client) -> [DialectAction<Client.Output>]
    ) -> [DialectAction<Client.Output>] {
        defer { self.outbox.wake() }
        return self.state.withLock { state in
            defer {
                if isOver { state.live = nil }
                if isOver, state.isClosing { self.outbox.close() }
            }
            return change(&state.client).filter { action in
                switch action {
                case .tell(let message):
                    self.outbox.put(.message(message), size: 1)
                    return false
                case .close(let close):
                    // Amid a transcription only what the client sent can be the reason.
                    if !isOver { state.live?.meter.note(ending: SessionFault.Code.invalidMessage.rawValue) }
                    state.isOver = true
                    self.outbox.put(.close(close), size: 1)
                    self.outbox.close()
                    return false
                case .begin, .audio, .flush, .finish:
                    return true
                }
            }
        }
    }
}
