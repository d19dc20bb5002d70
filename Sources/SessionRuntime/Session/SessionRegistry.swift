// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// The sessions of a server that clients may connect to again.
package final class SessionRegistry: Sendable {
    private struct Table {
        var sessions: [String: ClientSession] = [:]
        var running: [String: (session: ClientSession, task: Task<Void, Never>)] = [:]
        var kept: DetachedSessions
        var isSweeping = false
        var isShuttingDown = false
    }

    package let settings: ResumptionSettings
    private let table: Mutex<Table>

    package init(settings: ResumptionSettings) {
        self.settings = settings
        self.table = Mutex(Table(kept: DetachedSessions(settings: settings)))
    }

    /// Starts a session's transcription.
    package func open(_ session: ClientSession) {
        self.table.withLock { table in
            let task = Task {
                await session.run()
                self.table.withLock { $0.running[session.id] = nil }
            }
            table.running[session.id] = (session, task)
        }
    }

    /// Lets the client of a session come back to it from now on, if sessions are kept.
    package func allow(_ resumption: SessionResumption, of session: ClientSession) {
        guard self.settings.isOn else { return }
        session.allow(resumption)
        self.table.withLock { $0.sessions[session.id] = session }
        // It may have ended just before: nobody would take it out again.
        if !session.isAlive { self.table.withLock { $0.sessions[session.id] = nil } }
    }

    /// Gives a session to a client that comes back.
    /// - Returns: the session, the number of its new connection, the first sample that the client has to send, and what its
    ///   dialect has to know again.
    /// - Throws: ``SessionFault`` `unknown_session` when there is none of that name, or it is another's.
    package func resume(
        _ request: ResumeRequest, owner: String
    ) throws -> (session: ClientSession, connection: Int, sample: Int, memory: any Sendable) {
        guard let session = self.table.withLock({ $0.sessions[request.session] }),
            let resumption = session.allowedResumption, resumption.token.matches(request.token), session.owner == owner
        else { throw SessionFault.unknownSession }
        let (connection, sample) = try session.attach(lastEvent: request.lastEvent)
        // Unless another connection took over and broke meanwhile, for which it is kept.
        self.table.withLock { if session.isAttached { $0.kept.remove(request.session) } }
        return (session, connection, sample, resumption.memory)
    }

    /// A connection has ended; its session is kept for a while if its client may come back.
    package func release(_ session: ClientSession, _ connection: Int) {
        guard session.detach(connection) else { return }
        guard session.allowedResumption != nil else { return session.cancel() }
        // A client that is lost now cannot come back.
        guard !self.table.withLock({ $0.isShuttingDown }) else { return self.expire(session) }
        let (evicted, mustSweep) = self.table.withLock { table in
            let sessions = table.sessions
            let evicted = table.kept.keep(session.id, of: session.permit.client, at: .now) { id in
                sessions[id]?.standing ?? DetachedSessions.Standing(isOver: true)
            }.flatMap { sessions[$0] }
            defer { table.isSweeping = true }
            return (evicted, !table.isSweeping)
        }
        if let evicted { self.expire(evicted) }
        if mustSweep { Task { await self.sweep() } }
    }

    /// A client said over this connection that it is done; only the newest connection may.
    /// - Parameter reason: for the metrics.
    package func end(_ session: ClientSession, _ connection: Int, because reason: String) {
        guard session.isNewest(connection) else { return }
        session.recorder.note(ending: reason)
        session.cancel()
        self.table.withLock { table in
            table.kept.remove(session.id)
            table.sessions[session.id] = nil
        }
    }

    /// Ends the sessions of owners who may no longer have any: finals are sent before the error.
    package func end(because error: SessionFault, unless mayGoOn: (_ owner: String) -> Bool) {
        let sessions = self.table.withLock { $0.running.values.map(\.session) }
        for session in sessions where !mayGoOn(session.owner) { session.end(because: error) }
    }

    /// Ends the sessions that wait for their clients. What has arrived of them is still transcribed, for so long at most.
    package func shutDown(within grace: Duration) {
        let sessions = self.table.withLock { table in
            table.isShuttingDown = true
            return table.running.values.map(\.session)
        }
        sessions.forEach(self.expire)
        Task {
            try await Task.sleep(for: grace)
            for session in self.table.withLock({ $0.running.values.map(\.session) }) { session.cancel() }
        }
    }

    /// Waits until all transcriptions have ended; ends them at once when cancelled.
    package func untilAllAreOver() async {
        let running = self.table.withLock { Array($0.running.values) }
        await withTaskCancellationHandler {
            for (_, task) in running { await task.value }
        } onCancel: {
            for (session, _) in running { session.cancel() }
        }
    }

    /// Unless the client came back.
    private func expire(_ session: ClientSession) {
        guard session.expire() else { return }
        self.table.withLock { $0.sessions[session.id] = nil }
    }

    /// Ends sessions as their time comes, as long as any are kept.
    private func sweep() async {
        while true {
            let deadline = self.table.withLock { table in
                table.isSweeping = table.kept.nextDeadline != nil
                return table.kept.nextDeadline
            }
            guard let deadline else { return }
            try? await Task.sleep(until: deadline, clock: .continuous)
            let expired = self.table.withLock { table in
                table.kept.takeExpired(at: .now).compactMap { table.sessions[$0] }
            }
            expired.forEach(self.expire)
        }
    }
}
