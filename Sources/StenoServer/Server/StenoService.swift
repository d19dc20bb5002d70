import Synchronization
import Transcription

/// What all Steno connections of a server share.
final class StenoService: Sendable {
    let model: ServedModel
    let maximumSessions: Int
    /// How long a client may leave its messages unread.
    let slowClientLimit: Duration
    let readAheadBudget = ReadAheadBudget()
    let makeSession: StenoApplication.SessionFactory
    private let sessions = Atomic<Int>(0)

    init(
        model: ServedModel, maximumSessions: Int, slowClientLimit: Duration,
        makeSession: @escaping StenoApplication.SessionFactory
    ) {
        self.model = model
        self.maximumSessions = maximumSessions
        self.slowClientLimit = slowClientLimit
        self.makeSession = makeSession
    }

    /// Counts a session in, if there is room.
    func admit() -> Bool {
        if self.sessions.add(1, ordering: .relaxed).newValue <= self.maximumSessions { return true }
        self.release()
        return false
    }

    /// Counts an admitted session out.
    func release() {
        self.sessions.subtract(1, ordering: .relaxed)
    }
}
