// SPDX-License-Identifier: Apache-2.0

package import Logging
package import TranscriptJournal
package import Transcription

/// What all sessions of a server share.
package struct SessionEnvironment: Sendable {
    /// Makes a transcription; the text is its session's id.
    package typealias Factory = @Sendable (SessionConfiguration, String) throws -> any TranscribingSession

    package let model: ServedModel
    package let limits: SessionLimits
    package let admission: SessionAdmission
    package let registry: SessionRegistry
    package let recordings: RunningRecordings
    package let metrics: SessionMetrics
    package let journal: Journal?
    /// Whether finals go to the log.
    package let logsTexts: Bool
    package let queueBudget = QueueBudget()
    private let isAccepted: @Sendable (_ owner: String) -> Bool
    private let makeTranscription: Factory

    /// - Parameters:
    ///   - isAccepted: whether an owner may have sessions now.
    ///   - makeTranscription: makes the transcription of each session.
    package init(
        model: ServedModel, limits: SessionLimits, admission: SessionAdmission, registry: SessionRegistry,
        metrics: SessionMetrics, journal: Journal?, logsTexts: Bool,
        isAccepted: @escaping @Sendable (_ owner: String) -> Bool, makeTranscription: @escaping Factory
    ) {
        self.model = model
        self.limits = limits
        self.admission = admission
        self.registry = registry
        self.recordings = RunningRecordings(isAccepted: isAccepted)
        self.metrics = metrics
        self.journal = journal
        self.logsTexts = logsTexts
        self.isAccepted = isAccepted
        self.makeTranscription = makeTranscription
    }

    /// Makes a transcription. A key that was good for the handshake may be revoked before the first audio.
    /// - Parameter owner: whose it is; empty where clients show no key.
    /// - Throws: ``SessionFault/revokedKey``, `SessionError`.
    package func makeSession(
        _ configuration: SessionConfiguration, id: String, owner: String
    ) throws -> any TranscribingSession {
        guard self.isAccepted(owner) else { throw SessionFault.revokedKey }
        return try self.makeTranscription(configuration, id)
    }

    /// Counts what a session does.
    /// - Parameters:
    ///   - logger: with the session's id and the client's address.
    ///   - isLive: whether its audio comes as it is spoken.
    package func recorder(_ dialect: String, logger: Logger, isLive: Bool = true) -> SessionRecorder {
        SessionRecorder(
            metrics: self.metrics, logger: logger, logsTexts: self.logsTexts, isLive: isLive, dialect: dialect)
    }
}
