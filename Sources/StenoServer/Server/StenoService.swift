import Synchronization
import Transcription

/// What all Steno connections of a server share.
final class StenoService: Sendable {
    let model: ServedModel
    let limits: LimitSettings
    /// How long a client may leave its messages unread.
    let slowClientLimit: Duration
    let readAheadBudget = ReadAheadBudget()
    let drain = SessionDrain()
    let metrics: ServerMetrics
    let metricsEndpoint: MetricsEndpoint
    /// Whether finals go to the log.
    let logsTexts: Bool
    let sessions: LiveSessions
    let recordings: RecordingDecoders
    let journal: Journal?
    let makeSession: StenoApplication.SessionFactory
    private let checkLoad: StenoApplication.LoadCheck
    private let counts = Mutex(SessionCounts())

    init(
        model: ServedModel, limits: LimitSettings, slowClientLimit: Duration, resumption: ResumptionSettings,
        journal: Journal?, logsTexts: Bool, statistics: @escaping StenoApplication.Statistics,
        checkLoad: @escaping StenoApplication.LoadCheck, makeSession: @escaping StenoApplication.SessionFactory
    ) {
        let registry = PrometheusRegistry(ServerMetrics.descriptions)
        self.metrics = ServerMetrics(factory: registry)
        self.metricsEndpoint = MetricsEndpoint(registry: registry, model: model, statistics: statistics)
        self.model = model
        self.limits = limits
        self.slowClientLimit = slowClientLimit
        self.logsTexts = logsTexts
        self.sessions = LiveSessions(settings: resumption)
        self.recordings = RecordingDecoders(limits: limits)
        self.journal = journal
        self.checkLoad = checkLoad
        self.makeSession = makeSession
    }

    /// Whether new sessions should come here.
    var readiness: Readiness {
        var reasons: [Readiness.Reason] = []
        if self.drain.isDraining { reasons.append(.draining) }
        if self.counts.withLock({ $0.all }) >= self.limits.sessions { reasons.append(.full(self.limits.sessions)) }
        if self.metricsEndpoint.statistics()?.isOverloaded == true { reasons.append(.overloaded) }
        return Readiness(reasons: reasons)
    }

    /// Refuses what comes while the server shuts down.
    func checkDraining() throws(RequestRefusal) {
        guard self.drain.isDraining else { return }
        throw RequestRefusal(
            .serverShutdown, "The server is shutting down. Connect again in a moment.", retryAfter: .seconds(5))
    }

    /// Counts a session in.
    /// - Returns: what to give back when it is over.
    /// - Throws: ``RequestRefusal`` if there is no place for it, or no time.
    func admit(_ principal: Principal, from address: IPAddress?) throws(RequestRefusal) -> SessionPlace {
        let client = SessionCounts.Client(
            key: principal.kind == .anonymous ? nil : principal.id, address: address?.network)
        do {
            try self.counts.withLock { counts throws(SessionCounts.Limit) in
                try counts.enter(
                    client, limit: self.limits.sessions,
                    keyLimit: principal.limits.sessions ?? self.limits.sessionsPerKey,
                    addressLimit: self.limits.sessionsPerAddress)
            }
        } catch {
            throw RequestRefusal(error)
        }
        let leave: @Sendable () -> Void = { [self] in self.counts.withLock { $0.leave(client) } }
        do {
            return try SessionPlace(checkLoad: self.checkLoad, leave: leave)
        } catch {
            leave()
            throw RequestRefusal(.overloaded, error.description, retryAfter: .seconds(10))
        }
    }
}
