/// What is to be written to a journal, in its order, while the disk does not take it. A plain value.
struct JournalBacklog {
    typealias Change = @Sendable (JournalDatabase) throws(JournalError) -> Void

    private var changes: [Change] = []
    private let limit: Int

    /// - Parameter limit: how many changes may wait: some megabytes of text.
    init(limit: Int = 10_000) {
        self.limit = limit
    }

    var count: Int { self.changes.count }

    /// Takes a change in, behind those that wait.
    /// - Returns: false if there is no room, and the change is lost.
    mutating func add(_ change: @escaping Change) -> Bool {
        guard self.changes.count < self.limit else { return false }
        self.changes.append(change)
        return true
    }

    /// Writes what waits.
    /// - Throws: the failure of a change, which waits on, with all behind it, unless it would fail for ever.
    mutating func write(to database: JournalDatabase) throws(JournalError) {
        var written = 0
        defer { self.changes.removeFirst(written) }
        for change in self.changes {
            do {
                try change(database)
                written += 1
            } catch {
                if error.isPermanent { written += 1 }
                throw error
            }
        }
    }
}
