// SPDX-License-Identifier: Apache-2.0

package import HTTPWebSocket
package import ServerAccess
package import SessionRuntime

/// What all connections of a server share.
package final class DialectService: Sendable {
    /// What their sessions share.
    package let environment: SessionEnvironment
    /// How much may wait to be taken by sessions.
    package let inboundBudget = InboundBudget()
    package let drain: SessionDrain
    let limits: LimitSettings
    /// How long a client may leave its messages unread.
    let slowClientLimit: Duration
    let recordings: RecordingDecoders

    package var model: ServedModel { self.environment.model }
    package var metrics: SessionMetrics { self.environment.metrics }
    package var sessions: SessionRegistry { self.environment.registry }

    package init(
        environment: SessionEnvironment, drain: SessionDrain, limits: LimitSettings, slowClientLimit: Duration
    ) {
        self.environment = environment
        self.drain = drain
        self.limits = limits
        self.slowClientLimit = slowClientLimit
        self.recordings = RecordingDecoders(limits: limits)
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
    /// - Returns: what to release when it has ended.
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
