// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Transcription

/// Decides which sessions a server accepts: it counts them, and asks whether the machine has time for one more.
package final class SessionAdmission: Sendable {
    private let limits: SessionLimits
    private let isDraining: @Sendable () -> Bool
    private let checkLoad: SessionPermit.LoadCheck
    private let counts = Mutex(SessionCounts())

    /// - Parameters:
    ///   - isDraining: whether the server shuts down and accepts no more sessions.
    ///   - checkLoad: reserves a share of the machine's time, and returns what releases it.
    package init(
        limits: SessionLimits, isDraining: @escaping @Sendable () -> Bool,
        checkLoad: @escaping SessionPermit.LoadCheck
    ) {
        self.limits = limits
        self.isDraining = isDraining
        self.checkLoad = checkLoad
    }

    /// Whether as many sessions are open as may be.
    package var isFull: Bool { self.counts.withLock { $0.all } >= self.limits.sessions }

    /// Rejects everything while the server shuts down.
    package func checkDraining() throws(Rejection) {
        guard self.isDraining() else { return }
        throw Rejection(
            .serverShutdown, "The server is shutting down. Connect again in a moment.", retryAfter: .seconds(5))
    }

    /// Counts a session in.
    /// - Parameters:
    ///   - keyLimit: how many sessions the client's key may have; nil for the server's own limit.
    ///   - isUrgent: whether to accept it even if the machine is busy.
    ///   - transcriptions: how many sessions it counts as: one for each transcription.
    /// - Returns: what to release when the session has ended.
    /// - Throws: ``Rejection`` if a limit is reached, or the machine has no time.
    package func admit(
        _ client: SessionCounts.Client, keyLimit: Int? = nil, isUrgent: Bool = false, transcriptions: Int = 1
    ) throws(Rejection) -> SessionPermit {
        do {
            try self.counts.withLock { counts throws(SessionCounts.Limit) in
                try counts.enter(
                    client, count: transcriptions, limit: self.limits.sessions,
                    keyLimit: keyLimit ?? self.limits.sessionsPerKey, addressLimit: self.limits.sessionsPerAddress)
            }
        } catch {
            throw Rejection(error)
        }
        let leave: @Sendable () -> Void = { [self] in
            self.counts.withLock { $0.leave(client, count: transcriptions) }
        }
        let checkLoad: SessionPermit.LoadCheck = { [self] () throws(InferenceError) in
            try self.reserveLoad(transcriptions)
        }
        do {
            return try SessionPermit(client: client, checkLoad: checkLoad, isUrgent: isUrgent, leave: leave)
        } catch {
            leave()
            throw Rejection(.overloaded, error.description, retryAfter: .seconds(10))
        }
    }

    /// Reserves a share of the machine's time for each transcription, or none at all.
    private func reserveLoad(_ transcriptions: Int) throws(InferenceError) -> @Sendable () -> Void {
        var loads: [@Sendable () -> Void] = []
        do throws(InferenceError) {
            for _ in 0..<transcriptions { loads.append(try self.checkLoad()) }
        } catch {
            for release in loads { release() }
            throw error
        }
        return { [loads] in
            for release in loads { release() }
        }
    }
}
