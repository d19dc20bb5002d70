import Synchronization
import Transcription

/// What all Steno connections of a server share.
final class StenoService: Sendable {
    let model: ServedModel
    let maximumSessions: Int
    /// How long a client may leave its messages unread.
    let slowClientLimit: Duration
    let readAheadBudget = ReadAheadBudget()
    let sessions: LiveSessions
    let journal: Journal?
    let makeSession: StenoApplication.SessionFactory
    private let checkLoad: StenoApplication.LoadCheck
    private let count = Atomic<Int>(0)

    init(
        model: ServedModel, maximumSessions: Int, slowClientLimit: Duration, resumption: ResumptionSettings,
        journal: Journal?, checkLoad: @escaping StenoApplication.LoadCheck,
        makeSession: @escaping StenoApplication.SessionFactory
    ) {
        self.model = model
        self.maximumSessions = maximumSessions
        self.slowClientLimit = slowClientLimit
        self.sessions = LiveSessions(settings: resumption)
        self.journal = journal
        self.checkLoad = checkLoad
        self.makeSession = makeSession
    }

    /// Counts a session in.
    /// - Returns: what counts it out.
    /// - Throws: ``StenoProtocolError`` if there is no place for it, or no time.
    func admit() throws -> SessionPlace {
        let count = self.count.add(1, ordering: .relaxed).newValue
        do {
            guard count <= self.maximumSessions else {
                throw StenoProtocolError(
                    .serverFull, "All \(self.maximumSessions) sessions of this server are taken. Try again later.")
            }
            return try SessionPlace(checkLoad: self.checkLoad) { self.count.subtract(1, ordering: .relaxed) }
        } catch {
            self.count.subtract(1, ordering: .relaxed)
            guard let error = error as? InferenceError else { throw error }
            throw StenoProtocolError(.overloaded, error.description)
        }
    }
}
