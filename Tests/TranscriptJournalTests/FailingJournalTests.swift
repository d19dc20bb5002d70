// SPDX-License-Identifier: Apache-2.0

import Foundation
import Logging
import Testing
import Transcription

@testable import TranscriptJournal

/// A journal whose disk, file or neighbours fail.
@Suite(.timeLimit(.minutes(5)))
struct FailingJournalTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "steno-\(UUID().uuidString)")
    private var path: String { self.folder.appending(path: "journal.sqlite").path }

    init() throws {
        try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: true)
    }

    private func journal() throws -> Journal {
        try Journal(
            settings: JournalSettings(path: self.path),
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
    }

    private func final(_ number: Int) -> FinalTranscript {
        FinalTranscript(utterance: number, text: "text \(number)", start: 0, end: 8_000, language: "en")
    }

    private func remove(_ ends: String...) {
        for end in ends { try? FileManager.default.removeItem(atPath: self.path + end) }
    }

    @Test func keepsASessionWhoseBeginningCouldNotBeWritten() async throws {
        defer { try? FileManager.default.removeItem(at: self.folder) }
        let journal = try self.journal()
        let other = try SQLiteConnection(path: self.path)
        try other.run("ALTER TABLE session RENAME TO hidden")
        await journal.begin("a", owner: "me", model: "base")
        await journal.append(self.final(0), to: "a")
        #expect(journal.status == JournalStatus(isFailing: true, waiting: 2))
        try other.run("ALTER TABLE hidden RENAME TO session")
        #expect(try await journal.session("a", owner: "me")?.finals == [self.final(0)])
        #expect(journal.status == JournalStatus())
    }

    @Test func doesNotWaitWhileAnotherProgramLocksIt() async throws {
        defer { try? FileManager.default.removeItem(at: self.folder) }
        let journal = try self.journal()
        await journal.begin("a", owner: "me", model: "base")
        let other = try SQLiteConnection(path: self.path)
        try other.run("BEGIN IMMEDIATE")
        let start = ContinuousClock.now
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<100 { group.addTask { await journal.append(self.final(number), to: "a") } }
        }
        // Each waited 5 s, one after the other.
        #expect(ContinuousClock.now - start < .seconds(2))
        #expect(journal.status == JournalStatus(isFailing: true, waiting: 100))
        try other.run("COMMIT")
        #expect(try await journal.session("a", owner: "me")?.finals.count == 100)
        #expect(journal.status == JournalStatus())
    }

    @Test func writesWhatWaitedWithoutBeingAsked() async throws {
        defer { try? FileManager.default.removeItem(at: self.folder) }
        let journal = try self.journal()
        let maintenance = Task { try await journal.maintain() }
        defer { maintenance.cancel() }
        let other = try SQLiteConnection(path: self.path)
        try other.run("BEGIN IMMEDIATE")
        await journal.begin("a", owner: "me", model: "base")
        #expect(journal.status.waiting == 1)
        try other.run("COMMIT")
        while journal.status != JournalStatus() { try await Task.sleep(for: .milliseconds(10)) }
        #expect(try JournalDatabase(path: self.path).session("a", owner: "me") != nil)
    }

    @Test func losesOnlyWhatCanNeverBeWritten() async throws {
        defer { try? FileManager.default.removeItem(at: self.folder) }
        let journal = try self.journal()
        // Of a session that was never begun.
        await journal.append(self.final(0), to: "x")
        await journal.begin("a", owner: "", model: "base")
        #expect(try await journal.session("a", owner: "") != nil)
        #expect(journal.status == JournalStatus(lost: 1))
    }

    @Test(arguments: [["", "-wal", "-shm"], [""]]) func beginsANewFileWhenItsOwnIsDeleted(ends: [String]) async throws {
        defer { try? FileManager.default.removeItem(at: self.folder) }
        let journal = try self.journal()
        await journal.begin("over", owner: "me", model: "base")
        await journal.end("over")
        await journal.begin("a", owner: "me", model: "base")
        await journal.append(self.final(0), to: "a")
        for end in ends { self.remove(end) }
        await journal.append(self.final(1), to: "a")
        #expect(try await journal.session("a", owner: "me")?.finals == [self.final(1)])
        #expect(try await journal.session("over", owner: "me") == nil)
        #expect(try JournalDatabase(path: self.path).session("a", owner: "me")?.finals == [self.final(1)])
        #expect(journal.status == JournalStatus(replacements: 1))
    }

    @Test func losesNothingWithItsWriteAheadLog() async throws {
        defer { try? FileManager.default.removeItem(at: self.folder) }
        let journal = try self.journal()
        await journal.begin("a", owner: "me", model: "base")
        await journal.append(self.final(0), to: "a")
        self.remove("-wal")
        await journal.append(self.final(1), to: "a")
        #expect(
            try JournalDatabase(path: self.path).session("a", owner: "me")?.finals == [self.final(0), self.final(1)])
        #expect(journal.status == JournalStatus())
    }

    @Test func noticesWhatHappensToItsFiles() throws {
        defer { try? FileManager.default.removeItem(at: self.folder) }
        let url = URL(filePath: self.path)
        try Data(repeating: 1, count: 100).write(to: url)
        var file = JournalFile(path: self.path)
        #expect(file.check() == nil)
        let handle = try FileHandle(forWritingTo: url)
        try handle.truncate(atOffset: 200)
        #expect(file.check() == nil, "it grew")
        try handle.truncate(atOffset: 199)
        #expect(file.check() == .truncated)
        try FileManager.default.moveItem(atPath: self.path, toPath: self.path + ".old")
        #expect(file.check() == .deleted)
        try Data(repeating: 1, count: 300).write(to: url)
        #expect(file.check() == .replaced)
        file = JournalFile(path: self.path)
        let log = URL(filePath: self.path + "-wal")
        try Data().write(to: log)
        #expect(file.check() == nil)
        self.remove("-wal")
        #expect(file.check() == .logGone)
    }
}
