/// The sessions without a connection, until when they are kept, and which of them has to go. A plain value.
struct KeptSessions {
    private struct Kept {
        let id: String
        let deadline: ContinuousClock.Instant
        let isOver: Bool
    }

    private let settings: ResumptionSettings
    /// Those that wait longest first.
    private var kept: [Kept] = []

    init(settings: ResumptionSettings) {
        self.settings = settings
    }

    /// When the next session expires; nil when none is kept.
    var nextDeadline: ContinuousClock.Instant? { self.kept.first?.deadline }

    /// A session lost its connection.
    /// - Parameter isOver: whether only its last messages are kept.
    /// - Returns: the session that has to go for it: one that is over if there is one, else the one that has waited longest.
    mutating func keep(_ id: String, isOver: Bool, at now: ContinuousClock.Instant) -> String? {
        self.remove(id)
        self.kept.append(Kept(id: id, deadline: now + self.settings.timeout, isOver: isOver))
        guard self.kept.count > self.settings.maximumKept else { return nil }
        return self.kept.remove(at: self.kept.firstIndex { $0.isOver } ?? 0).id
    }

    /// A session has a connection again, or is forgotten.
    mutating func remove(_ id: String) {
        self.kept.removeAll { $0.id == id }
    }

    /// Takes out the sessions whose time is over.
    mutating func takeExpired(at now: ContinuousClock.Instant) -> [String] {
        let expired = self.kept.prefix { $0.deadline <= now }
        self.kept.removeFirst(expired.count)
        return expired.map(\.id)
    }
}
