import HTTPWebSocket
import PrometheusMetrics
import SessionRuntime
import TranscriptJournal
import Transcription

/// What all connections of a server share.
final class StenoService: Sendable {
    /// What their sessions share.
    let environment: SessionEnvironment
    let limits: LimitSettings
    /// How long a client may leave its messages unread.
    let slowClientLimit: Duration
    /// How much may wait to be taken by sessions.
    let inboundBudget = InboundBudget()
    let drain: SessionDrain
    let metricsEndpoint: MetricsEndpoint
    let recordings: RecordingDecoders

    var model: ServedModel { self.environment.model }
    var metrics: SessionMetrics { self.environment.metrics }
    var sessions: SessionRegistry { self.environment.registry }
    var journal: Journal? { self.environment.journal }
    var queueBudget: QueueBudget { self.environment.queueBudget }

    init(
        model: ServedModel, limits: LimitSettings, slowClientLimit: Duration, resumption: ResumptionSettings,
        journal: Journal?, logsTexts: Bool, admits: @escaping @Sendable (_ owner: String) -> Bool,
        statistics: @escaping StenoApplication.Statistics,
        checkLoad: @escaping StenoApplication.LoadCheck, makeSession: @escaping StenoApplication.SessionFactory
    ) {
        let registry = PrometheusRegistry(SessionMetrics.descriptions)
        self.metricsEndpoint = MetricsEndpoint(
            registry: registry, model: model, statistics: statistics, journal: { journal?.status })
        self.limits = limits
        self.slowClientLimit = slowClientLimit
        let drain = SessionDrain(admits: admits)
        self.drain = drain
        self.recordings = RecordingDecoders(limits: limits)
        var resumption = resumption
        resumption.maximumKept = resumption.maximumKept ?? limits.sessions
        self.environment = SessionEnvironment(
            model: model, limits: limits.session,
            admission: SessionAdmission(
                limits: limits.session, isDraining: { drain.isDraining }, checkLoad: checkLoad),
            registry: SessionRegistry(settings: resumption),
            metrics: SessionMetrics(factory: registry, dialects: DialectName.allCases.map(\.rawValue)),
            journal: journal, logsTexts: logsTexts, isAccepted: admits, makeTranscription: makeSession)
    }

    /// Whether new sessions should come here.
    var readiness: Readiness {
        var reasons: [Readiness.Reason] = []
        if self.drain.isDraining { reasons.append(.draining) }
        if self.environment.admission.isFull { reasons.append(.full(self.limits.sessions)) }
        if self.metricsEndpoint.statistics()?.isOverloaded == true { reasons.append(.overloaded) }
        let isJournalFailing = self.journal?.status.isFailing == true
        return Readiness(reasons: reasons, warnings: isJournalFailing ? [.journalFailing] : [])
    }

    /// Rejects what comes while the server shuts down.
    func checkDraining() throws(Rejection) { try self.environment.admission.checkDraining() }

    /// Rejects a recording before it is uploaded, where it would be rejected now. It gets its permit once it is there, or clients
    /// that trickle would hold permits.
    /// - Throws: ``Rejection`` if a limit is reached, or the machine has no time.
    func checkAdmission(_ principal: Principal, from address: IPAddress?) throws(Rejection) {
        try self.checkDraining()
        try self.admit(principal, from: address).release()
    }

    /// Counts a session in.
    /// - Parameters:
    ///   - isUploaded: whether it is a recording that came whole. A busy machine is no reason to reject that.
    ///   - transcriptions: how many sessions it counts as.
    /// - Returns: what to release when it is over.
    /// - Throws: ``Rejection`` if a limit is reached, or the machine has no time.
    func admit(
        _ principal: Principal, from address: IPAddress?, isUploaded: Bool = false, transcriptions: Int = 1
    ) throws(Rejection) -> SessionPermit {
        let client = SessionCounts.Client(
            key: principal.kind == .anonymous ? nil : principal.id, address: address?.network.description)
        return try self.environment.admission.admit(
            client, keyLimit: principal.limits.sessions, isUrgent: isUploaded, transcriptions: transcriptions)
    }
}
