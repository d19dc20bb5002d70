// SPDX-License-Identifier: Apache-2.0

import CSQLite

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A connection to a SQLite database, for one thread at a time.
///
/// Unchecked around the C pointer: the library is opened with `SQLITE_OPEN_FULLMUTEX`, and locks it itself.
final class SQLiteConnection: @unchecked Sendable {
    /// How long to wait for others that lock the database, in milliseconds: at the start, and while sessions go on.
    static let longPatience: Int32 = 5_000
    static let shortPatience: Int32 = 50

    private let database: OpaquePointer
    private let path: String

    /// Opens a database for this user alone, and makes it if there is none.
    init(path: String) throws(JournalError) {
        // SQLite gives its other files the mode of this one.
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw JournalError(
                "The journal \(path) cannot be opened: \(String(cString: strerror(errno)).lowercased())",
                remedy: "Name a file with --journal that this user may write")
        }
        close(descriptor)
        var database: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_FULLMUTEX
        guard sqlite3_open_v2(path, &database, flags, nil) == SQLITE_OK, let database else {
            sqlite3_close(database)
            throw JournalError("The journal \(path) cannot be opened", remedy: "Name a file on a local disk")
        }
        self.database = database
        self.path = path
        self.wait(for: Self.longPatience)
    }

    /// Sets how long to wait for others that lock the database, in milliseconds.
    func wait(for patience: Int32) {
        sqlite3_busy_timeout(self.database, patience)
    }

    /// Runs several statements, all or none of which count.
    func transaction(_ body: () throws(JournalError) -> Void) throws(JournalError) {
        try self.run("BEGIN IMMEDIATE")
        do throws(JournalError) {
            try body()
            try self.run("COMMIT")
        } catch {
            _ = try? self.run("ROLLBACK")
            throw error
        }
    }

    deinit { sqlite3_close(self.database) }

    /// Runs one statement.
    /// - Returns: its rows.
    @discardableResult
    func run(_ sql: String, _ values: SQLiteValue...) throws(JournalError) -> [[SQLiteValue]] {
        var statement: OpaquePointer?
        defer { sqlite3_finalize(statement) }
        guard sqlite3_prepare_v2(self.database, sql, -1, &statement, nil) == SQLITE_OK else { throw self.failure() }
        for (index, value) in values.enumerated() {
            let index = Int32(index + 1)
            let code =
                switch value {
                case .null: sqlite3_bind_null(statement, index)
                case .integer(let integer): sqlite3_bind_int64(statement, index, Int64(integer))
                case .text(let text): steno_sqlite_bind_text(statement, index, text, Int32(text.utf8.count))
                }
            guard code == SQLITE_OK else { throw self.failure() }
        }
        var rows: [[SQLiteValue]] = []
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: rows.append((0..<sqlite3_column_count(statement)).map { Self.column($0, of: statement) })
            case SQLITE_DONE: return rows
            default: throw self.failure()
            }
        }
    }

    private static func column(_ index: Int32, of statement: OpaquePointer?) -> SQLiteValue {
        switch sqlite3_column_type(statement, index) {
        case SQLITE_INTEGER:
            return .integer(Int(sqlite3_column_int64(statement, index)))
        case SQLITE_TEXT:
            let bytes = UnsafeRawBufferPointer(
                start: sqlite3_column_text(statement, index), count: Int(sqlite3_column_bytes(statement, index)))
            return .text(String(decoding: bytes, as: UTF8.self))
        default:
            return .null
        }
    }

    private func failure() -> JournalError {
        let words = String(cString: sqlite3_errmsg(self.database))
        let code = sqlite3_errcode(self.database)
        let isForeign = code == SQLITE_NOTADB
        return JournalError(
            "The journal \(self.path) cannot be used: \(words)",
            remedy: isForeign
                ? "Name a new file with --journal, or one that Steno has made"
                : "Check free space and the file's permissions",
            isPermanent: [SQLITE_CONSTRAINT, SQLITE_MISMATCH, SQLITE_TOOBIG].contains(code),
            isDamage: code == SQLITE_CORRUPT)
    }
}
