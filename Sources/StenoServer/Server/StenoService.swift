import SessionRuntime
import HTTPWebSocket
import PrometheusMetrics
import Synchronization
import TranscriptJournal
import Transcription

/// What all Steno connections of a server share.
final class StenoService: Sendable {
    let model: ServedModel
    let limits: LimitSettings
    /// How long a client may leave its messages unread.
    let slowClientLimit: Duration
    let queueBudget = QueueBudget()
    /// How much may wait to be taken by sessions.
    let inboundBudget = InboundBudget()
    let drain: SessionDrain
    let metrics: SessionMetrics
    let metricsEndpoint: MetricsEndpoint
    /// Whether finals go to the log.
    let logsTexts: Bool
    let sessions: SessionRegistry
    let recordings: RecordingDecoders
    let runningRecordings: RunningRecordings
    let journal: Journal?
    private let factory: StenoApplication.SessionFactory
    private let admits: @Sendable (_ owner: String) -> Bool
    private let checkLoad: StenoApplication.LoadCheck
    private let counts = Mutex(SessionCounts())

    init(
        model: ServedModel, limits: LimitSettings, slowClientLimit: Duration, resumption: ResumptionSettings,
        journal: Journal?, logsTexts: Bool, admits: @escaping @Sendable (_ owner: String) -> Bool,
        statistics: @escaping StenoApplication.Statistics,
        checkLoad: @escaping StenoApplication.LoadCheck, makeSession: @escaping StenoApplication.SessionFactory
    ) {
        let registry = PrometheusRegistry(SessionMetrics.descriptions)
        self.metrics = SessionMetrics(factory: registry, dialects: DialectName.allCases.map(\.rawValue))
        self.metricsEndpoint = MetricsEndpoint(
            registry: registry, model: model, statistics: statistics, journal: { journal?.status })
        self.model = model
        self.limits = limits
        self.slowClientLimit = slowClientLimit
        self.logsTexts = logsTexts
        self.drain = SessionDrain(admits: admits)
        self.runningRecordings = RunningRecordings(admits: admits)
        self.admits = admits
        var resumption = resumption
        resumption.maximumKept = resumption.maximumKept ?? limits.sessions
        self.sessions = SessionRegistry(settings: resumption)
        self.recordings = RecordingDecoders(limits: limits)
        self.journal = journal
        self.checkLoad = checkLoad
        self.factory = makeSession
    }

    /// Whether new sessions should come here.
    var readiness: Readiness {
        var reasons: [Readiness.Reason] = []
        if self.drain.isDraining { reasons.append(.draining) }
        if self.counts.withLock({ $0.all }) >= self.limits.sessions { reasons.append(.full(self.limits.sessions)) }
        if self.metricsEndpoint.statistics()?.isOverloaded == true { reasons.append(.overloaded) }
        let isJournalFailing = self.journal?.status.isFailing == true
        return Readiness(reasons: reasons, warnings: isJournalFailing ? [.journalFailing] : [])
    }

    /// Refuses what comes while the server shuts down.
    func checkDraining() throws(RequestRefusal) {
        guard self.drain.isDraining else { return }
        throw RequestRefusal(
            .serverShutdown, "The server is shutting down. Connect again in a moment.", retryAfter: .seconds(5))
    }

    /// Makes a transcription. A key that was good for the handshake may be revoked before the first audio.
    /// - Parameter owner: whose it is; empty where clients show no key.
    /// - Throws: ``SessionFault/revokedKey``, `SessionError`.
    func makeSession(
        _ configuration: SessionConfiguration, id: String, owner: String
    ) throws -> any TranscribingSession {
        guard self.admits(owner) else { throw SessionFault.revokedKey }
        return try self.factory(configuration, id)
    }

    /// Refuses a recording before it is uploaded, where it would be refused now. It gets its place when it is there, or those who
    /// trickle would hold places.
    /// - Throws: ``RequestRefusal`` if there is no place for it, or no time.
    func checkAdmission(_ principal: Principal, from address: IPAddress?) throws(RequestRefusal) {
        try self.checkDraining()
        try self.admit(principal, from: address).release()
    }

    /// Counts a session in.
    /// - Parameter isUploaded: whether it is a recording that came whole. A busy machine is no reason to refuse that.
    /// - Returns: what to give back when it is over.
    /// - Throws: ``RequestRefusal`` if there is no place for it, or no time.
    func admit(
        _ principal: Principal, from address: IPAddress?, isUploaded: Bool = false
    ) throws(RequestRefusal) -> SessionPermit {
        let client = SessionCounts.Client(
            key: principal.kind == .anonymous ? nil : principal.id, address: address?.network.description)
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
            return try SessionPermit(
                client: client, checkLoad: self.checkLoad, isUrgent: isUploaded, leave: leave)
        } catch {
            leave()
            throw RequestRefusal(.overloaded, error.description, retryAfter: .seconds(10))
        }
    }
}
