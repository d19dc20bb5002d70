// SPDX-License-Identifier: Apache-2.0

import Dialects
import PrometheusMetrics
import ServerAccess
import SessionRuntime
import TranscriptJournal
import Transcription

/// What the routes of a server share.
struct StenoService: Sendable {
    let dialects: DialectService
    let metricsEndpoint: MetricsEndpoint

    init(
        model: ServedModel, settings: ServerSettings, journal: Journal?,
        admits: @escaping @Sendable (_ owner: String) -> Bool, statistics: @escaping StenoApplication.Statistics,
        checkLoad: @escaping StenoApplication.LoadCheck, makeSession: @escaping StenoApplication.SessionFactory
    ) {
        let limits = settings.limits
        let registry = PrometheusRegistry(SessionMetrics.descriptions)
        self.metricsEndpoint = MetricsEndpoint(
            registry: registry, model: model, statistics: statistics, journal: { journal?.status })
        let drain = SessionDrain(admits: admits)
        var resumption = settings.resumption
        resumption.maximumKept = resumption.maximumKept ?? limits.sessions
        let environment = SessionEnvironment(
            model: model, limits: limits.session,
            admission: SessionAdmission(
                limits: limits.session, isDraining: { drain.isDraining }, checkLoad: checkLoad),
            registry: SessionRegistry(settings: resumption),
            metrics: SessionMetrics(factory: registry, dialects: DialectName.allCases.map(\.rawValue)),
            journal: journal, logsTexts: settings.logTexts, isAccepted: admits, makeTranscription: makeSession)
        self.dialects = DialectService(
            environment: environment, drain: drain, limits: limits, slowClientLimit: settings.slowClientLimit)
    }

    /// Whether new sessions should come here.
    var readiness: Readiness {
        let environment = self.dialects.environment
        var reasons: [Readiness.Reason] = []
        if self.dialects.drain.isDraining { reasons.append(.draining) }
        if environment.admission.isFull { reasons.append(.full(environment.limits.sessions)) }
        if self.metricsEndpoint.statistics()?.isOverloaded == true { reasons.append(.overloaded) }
        let isJournalFailing = environment.journal?.status.isFailing == true
        return Readiness(reasons: reasons, warnings: isJournalFailing ? [.journalFailing] : [])
    }
}
