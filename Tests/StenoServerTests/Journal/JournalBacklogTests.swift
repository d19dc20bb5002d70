import Foundation
import Logging
import Synchronization
import Testing
import Transcription

@testable import StenoServer

/// What becomes of transcripts while the disk does not take them.
struct JournalBacklogTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "steno-\(UUID().uuidString)")
    private var path: String { self.folder.appending(path: "journal.sqlite").path }

    private static let final = FinalTranscript(utterance: 0, text: "one", start: 0, end: 8_000, language: "en")

    init() throws {
        try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: true)
    }

    @Test func whatFailsWaitsInItsOrder() throws {
        defer { try? FileManager.default.removeItem(at: self.folder) }
        let database = try JournalDatabase(path: self.path)
        let written = Mutex<[Int]>([])
        let isFull = Mutex(true)
        var backlog = JournalBacklog(limit: 3)
        for number in 0..<4 {
            let isKept = backlog.add { _ throws(JournalError) in
                guard !isFull.withLock({ $0 }) else { throw JournalError("full", remedy: "") }
                written.withLock { $0.append(number) }
            }
            #expect(isKept == (number < 3))
            #expect(throws: JournalError.self) { try backlog.write(to: database) }
        }
        #expect(backlog.count == 3)
        isFull.withLock { $0 = false }
        try backlog.write(to: database)
        #expect(backlog.count == 0 && written.withLock { $0 } == [0, 1, 2])
    }

    @Test func whatFailsForEverHoldsNothingUp() throws {
        defer { try? FileManager.default.removeItem(at: self.folder) }
        let database = try JournalDatabase(path: self.path)
        var backlog = JournalBacklog()
        // Of a session that was never begun.
        _ = backlog.add { database throws(JournalError) in try database.append(Self.final, to: "x", at: 1) }
        _ = backlog.add { database throws(JournalError) in try database.begin("a", owner: "", model: "base", at: 1) }
        #expect(throws: JournalError.self) { try backlog.write(to: database) }
        try backlog.write(to: database)
        #expect(try database.session("a", owner: "") != nil)
    }

    @Test func aSessionWhoseBeginningFailedIsKeptInTheEnd() async throws {
        defer { try? FileManager.default.removeItem(at: self.folder) }
        let journal = try Journal(
            settings: JournalSettings(path: self.path),
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
        let other = try SQLiteConnection(path: self.path)
        try other.run("ALTER TABLE session RENAME TO hidden")
        await journal.begin("a", owner: "me", model: "base")
        await journal.append(Self.final, to: "a")
        try other.run("ALTER TABLE hidden RENAME TO session")
        #expect(try await journal.session("a", owner: "me")?.finals == [Self.final])
    }
}
