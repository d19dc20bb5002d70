// SPDX-License-Identifier: Apache-2.0

/// The sessions without a connection, until when they are kept, and which of them has to go. A plain value.
struct DetachedSessions {
    /// What counts for which session has to go.
    struct Standing: Equatable {
        /// Whether only its last messages are kept.
        var isOver = false
        /// Whether it has finals that its client was not sent.
        var hasUndeliveredFinals = false
    }

    /// Whose a session is: that of a key, or where clients show none, of an address.
    typealias Holder = SessionCounts.Client

    private struct Kept {
        let id: String
        let holder: Holder
        let deadline: ContinuousClock.Instant
    }

    private let timeout: Duration
    private let limit: Int
    /// Those that wait longest first.
    private var kept: [Kept] = []
    private var counts: [Holder: Int] = [:]

    init(settings: ResumptionSettings) {
        self.timeout = settings.timeout
        self.limit = settings.maximumKept ?? .max
    }

    /// When the next session expires; nil when none is kept.
    var nextDeadline: ContinuousClock.Instant? { self.kept.first?.deadline }

    /// A session lost its connection.
    /// - Parameters:
    ///   - client: whose it is.
    ///   - standing: what is known of a session that is kept, asked only if one has to go.
    /// - Returns: the session that has to go for it, one of the client that has most: nobody pushes out others' sessions.
    ///   Among those go first the ones without undelivered finals, then those that have ended, then those that wait longest.
    mutating func keep(
        _ id: String, of client: SessionCounts.Client, at now: ContinuousClock.Instant, standing: (String) -> Standing
    ) -> String? {
        self.remove(id)
        let holder = Holder(key: client.key, address: client.key == nil ? client.address : nil)
        self.kept.append(Kept(id: id, holder: holder, deadline: now + self.timeout))
        self.counts[holder, default: 0] += 1
        guard self.kept.count > self.limit, let evicted = self.nextToGo(standing) else { return nil }
        self.remove(evicted)
        return evicted
    }

    private func nextToGo(_ standing: (String) -> Standing) -> String? {
        let most = self.counts.values.max()
        var found: (id: String, rank: Int)?
        for session in self.kept where self.counts[session.holder] == most {
            let standing = standing(session.id)
            let rank = standing.hasUndeliveredFinals ? 2 : standing.isOver ? 0 : 1
            if rank < found?.rank ?? .max { found = (session.id, rank) }
        }
        return found?.id
    }

    /// A session has a connection again, or is forgotten.
    mutating func remove(_ id: String) {
        guard let index = self.kept.firstIndex(where: { $0.id == id }) else { return }
        self.forget(self.kept.remove(at: index))
    }

    /// Takes out the sessions whose time has ended.
    mutating func takeExpired(at now: ContinuousClock.Instant) -> [String] {
        let expired = self.kept.prefix { $0.deadline <= now }
        self.kept.removeFirst(expired.count)
        expired.forEach { self.forget($0) }
        return expired.map(\.id)
    }

    private mutating func forget(_ session: Kept) {
        let count = self.counts[session.holder, default: 0] - 1
        self.counts[session.holder] = count > 0 ? count : nil
    }
}
