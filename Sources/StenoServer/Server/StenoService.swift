import Synchronization
import Transcription

/// What all Steno connections of a server share.
final class StenoService: Sendable {
    let model: ServedModel
    let maximumSessions: Int
    /// How long a client may leave its messages unread.
    let slowClientLimit: Duration
    let readAheadBudget = ReadAheadBudget()
    let drain = SessionDrain()
    let metrics: ServerMetrics
    let metricsEndpoint: MetricsEndpoint
    /// Whether finals go to the log.
    let logsTexts: Bool
    let makeSession: StenoApplication.SessionFactory
    private let checkLoad: StenoApplication.LoadCheck
    private let sessions = Atomic<Int>(0)

    init(
        model: ServedModel, maximumSessions: Int, slowClientLimit: Duration,
        logsTexts: Bool, statistics: @escaping StenoApplication.Statistics,
        checkLoad: @escaping StenoApplication.LoadCheck, makeSession: @escaping StenoApplication.SessionFactory
    ) {
        let registry = PrometheusRegistry(ServerMetrics.descriptions)
        self.metrics = ServerMetrics(factory: registry)
        self.metricsEndpoint = MetricsEndpoint(registry: registry, model: model, statistics: statistics)
        self.model = model
        self.maximumSessions = maximumSessions
        self.slowClientLimit = slowClientLimit
        self.logsTexts = logsTexts
        self.checkLoad = checkLoad
        self.makeSession = makeSession
    }

    /// Whether new sessions should come here.
    var readiness: Readiness {
        var reasons: [Readiness.Reason] = []
        if self.drain.isDraining { reasons.append(.draining) }
        if self.sessions.load(ordering: .relaxed) >= self.maximumSessions {
            reasons.append(.full(self.maximumSessions))
        }
        if self.metricsEndpoint.statistics()?.isOverloaded == true { reasons.append(.overloaded) }
        return Readiness(reasons: reasons)
    }

    /// Counts a session in.
    /// - Returns: what to call when it is over.
    /// - Throws: ``StenoProtocolError`` if there is no place for it, or no time.
    func admit() throws -> @Sendable () -> Void {
        do {
            return try self.takePlace()
        } catch let error as StenoProtocolError {
            self.metrics.sessionRefused(error.code.rawValue)
            throw error
        }
    }

    private func takePlace() throws -> @Sendable () -> Void {
        let count = self.sessions.add(1, ordering: .relaxed).newValue
        do {
            guard count <= self.maximumSessions else {
                throw StenoProtocolError(
                    .serverFull, "All \(self.maximumSessions) sessions of this server are taken. Try again later.")
            }
            let leave = try self.checkLoad()
            return {
                self.sessions.subtract(1, ordering: .relaxed)
                leave()
            }
        } catch {
            self.sessions.subtract(1, ordering: .relaxed)
            guard let error = error as? InferenceError else { throw error }
            throw StenoProtocolError(.overloaded, error.description)
        }
    }
}
