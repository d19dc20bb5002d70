// SPDX-License-Identifier: Apache-2.0

import Transcription

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The journal's tables. Times are Unix seconds, positions samples of 16 kHz.
struct JournalDatabase: Sendable {
    private static let version = 1

    private let connection: SQLiteConnection

    /// Opens a journal, and makes it if there is none.
    /// - Parameter patience: how long to wait for another program that locks it, in milliseconds.
    init(path: String, patience: Int32 = SQLiteConnection.longPatience) throws(JournalError) {
        self.connection = try SQLiteConnection(path: path)
        self.connection.wait(for: patience)
        defer { self.connection.wait(for: SQLiteConnection.shortPatience) }
        // What was written survives the end of the process at any moment; a loss of power may cost the last seconds.
        try self.connection.run("PRAGMA journal_mode = WAL")
        try self.connection.run("PRAGMA synchronous = NORMAL")
        try self.connection.run("PRAGMA foreign_keys = ON")
        // What is forgotten is not to be found in the file either.
        try self.connection.run("PRAGMA secure_delete = ON")
        try self.migrate(path)
    }

    private func migrate(_ path: String) throws(JournalError) {
        let version = try self.connection.run("PRAGMA user_version").first?.first?.integer ?? 0
        guard version <= Self.version else {
            throw JournalError(
                "The journal \(path) was written by a newer version of Steno",
                remedy: "Name another file with --journal")
        }
        guard version < Self.version else { return }
        try self.connection.run(
            """
            CREATE TABLE IF NOT EXISTS session (
                id TEXT PRIMARY KEY, owner TEXT NOT NULL, model TEXT NOT NULL,
                started_at INTEGER NOT NULL, touched_at INTEGER NOT NULL, ended_at INTEGER)
            """)
        try self.connection.run("CREATE INDEX IF NOT EXISTS session_touched_at ON session (touched_at)")
        try self.connection.run(
            """
            CREATE TABLE IF NOT EXISTS final (
                session TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE, utterance INTEGER NOT NULL,
                start INTEGER NOT NULL, end INTEGER NOT NULL, language TEXT NOT NULL, text TEXT NOT NULL, words TEXT,
                PRIMARY KEY (session, utterance)) WITHOUT ROWID
            """)
        try self.connection.run("PRAGMA user_version = \(Self.version)")
    }

    func begin(_ id: String, owner: String, model: String, at time: Int) throws(JournalError) {
        try self.connection.run(
            "INSERT OR IGNORE INTO session (id, owner, model, started_at, touched_at) VALUES (?, ?, ?, ?, ?)",
            .text(id), .text(owner), .text(model), .integer(time), .integer(time))
    }

    func begin(_ session: JournalSession.Beginning) throws(JournalError) {
        try self.begin(session.id, owner: session.owner, model: session.model, at: session.time)
    }

    func append(_ final: FinalTranscript, to id: String, at time: Int) throws(JournalError) {
        let words = final.words.isEmpty ? nil : try? JSONEncoder().encode(final.words.map(StoredWord.init))
        // All or nothing: what fails is tried again.
        try self.connection.transaction { () throws(JournalError) in
            try self.connection.run(
                "INSERT INTO final (session, utterance, start, end, language, text, words) VALUES (?, ?, ?, ?, ?, ?, ?)",
                .text(id), .integer(final.utterance), .integer(final.start), .integer(final.end),
                .text(final.language), .text(final.text),
                words.map { .text(String(decoding: $0, as: UTF8.self)) } ?? .null)
            try self.connection.run("UPDATE session SET touched_at = ? WHERE id = ?", .integer(time), .text(id))
        }
    }

    func end(_ id: String, at time: Int) throws(JournalError) {
        try self.connection.run(
            "UPDATE session SET ended_at = ?, touched_at = ? WHERE id = ?", .integer(time), .integer(time), .text(id))
    }

    /// Forgets sessions of which nothing was received since a time.
    /// - Returns: how many there were.
    @discardableResult
    func removeSessions(before time: Int, atMost limit: Int = .max) throws(JournalError) -> Int {
        try self.connection.run(
            "DELETE FROM session WHERE id IN (SELECT id FROM session WHERE touched_at < ? LIMIT ?) RETURNING id",
            .integer(time), .integer(limit)
        ).count
    }

    /// Whether all of it can be read.
    /// - Throws: ``JournalError`` if that cannot be found out now, as when another program locks it.
    func checkSoundness() throws(JournalError) -> Bool {
        do throws(JournalError) {
            return try self.connection.run("PRAGMA quick_check(1)").first?.first == .text("ok")
        } catch {
            guard error.isDamage else { throw error }
            return false
        }
    }

    /// Puts all that is in the write-ahead log into the database's file, if that is possible.
    func checkpoint() {
        _ = try? self.connection.run("PRAGMA wal_checkpoint(PASSIVE)")
    }

    /// A session of an owner; nil when there is none.
    func session(_ id: String, owner: String) throws(JournalError) -> JournalSession? {
        let found = try self.connection.run(
            "SELECT model, started_at, ended_at FROM session WHERE id = ? AND owner = ?", .text(id), .text(owner))
        guard let row = found.first else { return nil }
        let finals = try self.connection.run(
            "SELECT utterance, start, end, language, text, words FROM final WHERE session = ? ORDER BY utterance",
            .text(id))
        return JournalSession(
            id: id, model: row[0].text ?? "", startedAt: row[1].integer ?? 0, endedAt: row[2].integer,
            finals: finals.map(Self.final))
    }

    private static func final(_ row: [SQLiteValue]) -> FinalTranscript {
        let words = row[5].text.flatMap { try? JSONDecoder().decode([StoredWord].self, from: Data($0.utf8)) } ?? []
        return FinalTranscript(
            utterance: row[0].integer ?? 0, text: row[4].text ?? "", words: words.map(\.word),
            start: row[1].integer ?? 0, end: row[2].integer ?? 0, language: row[3].text ?? "")
    }
}

/// A word as it is stored.
private struct StoredWord: Codable {
    var text: String
    var start: Int
    var end: Int
    var probability: Float

    init(_ word: TranscriptWord) {
        self.text = word.text
        self.start = word.start
        self.end = word.end
        self.probability = word.probability
    }

    var word: TranscriptWord {
        TranscriptWord(text: self.text, start: self.start, end: self.end, probability: self.probability)
    }
}
