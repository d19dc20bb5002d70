// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Which files a journal consists of, to notice that someone deletes, replaces or cuts them while they are open. A plain value.
struct JournalFile: Equatable {
    private struct Identity: Equatable {
        let device: UInt64
        let inode: UInt64
        var size: Int64

        init?(path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            self.device = UInt64(status.st_dev)
            self.inode = UInt64(status.st_ino)
            self.size = Int64(status.st_size)
        }

        func isSame(as other: Self) -> Bool { self.device == other.device && self.inode == other.inode }
    }

    /// What became of a file.
    enum Change: String {
        case deleted, replaced, truncated
        /// The write-ahead log is another one; the database is still there.
        case logGone
    }

    private let path: String
    private var database: Identity?
    private var log: Identity?

    /// - Parameter path: the database's, which is open.
    init(path: String) {
        self.path = path
        self.database = Identity(path: path)
        self.log = Identity(path: "\(path)-wal")
    }

    /// Whether the write-ahead log that lies at its place is the one of the file that was opened.
    var hasOwnLog: Bool { Identity(path: "\(self.path)-wal").map { self.log?.isSame(as: $0) == true } ?? false }

    /// Looks at the files again.
    /// - Returns: what happened to them since, nil if they are the same.
    mutating func check() -> Change? {
        guard let database = Identity(path: self.path) else { return .deleted }
        guard let before = self.database, before.isSame(as: database) else { return .replaced }
        // A database of this kind only grows, but for a VACUUM by hand.
        guard database.size >= before.size else { return .truncated }
        self.database = database
        let log = Identity(path: "\(self.path)-wal")
        if let before = self.log, log.map({ !before.isSame(as: $0) }) ?? true { return .logGone }
        self.log = log
        return nil
    }
}
