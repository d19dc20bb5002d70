// SPDX-License-Identifier: Apache-2.0

import Foundation
import Logging
import Testing
import Transcription

@testable import TranscriptJournal

/// Transcripts in a file.
struct JournalTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "steno-\(UUID().uuidString)")
    private var path: String { self.folder.appending(path: "journal.sqlite").path }

    private static let first = FinalTranscript(
        utterance: 0, text: "Say “ä/b”; DROP TABLE.", start: 0, end: 8_000, language: "en")
    private static let second = FinalTranscript(
        utterance: 2, text: "one two",
        words: [
            TranscriptWord(text: "one", start: 16_000, end: 20_000, probability: 0.5),
            TranscriptWord(text: "two", start: 20_000, end: 24_000, probability: 0.25),
        ], start: 16_000, end: 24_000, language: "en")

    init() throws {
        try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: true)
    }

    private func database() throws -> JournalDatabase { try JournalDatabase(path: self.path) }

    private func filled() throws -> JournalDatabase {
        let database = try self.database()
        try database.begin("a", owner: "me", model: "base", at: 100)
        try database.append(Self.first, to: "a", at: 110)
        try database.append(Self.second, to: "a", at: 120)
        return database
    }

    @Test func whatIsWrittenIsReadByTheNextServer() throws {
        defer { try? FileManager.default.removeItem(at: self.folder) }
        let running = try self.filled()
        let session = JournalSession(
            id: "a", model: "base", startedAt: 100, endedAt: nil, finals: [Self.first, Self.second])
        // The first is still there: what was written does not wait for its end.
        #expect(try self.database().session("a", owner: "me") == session)
        try running.end("a", at: 130)
        #expect(try self.database().session("a", owner: "me")?.endedAt == 130)
    }

    @Test func eachOwnerSeesTheirOwn() throws {
        defer { try? FileManager.default.removeItem(at: self.folder) }
        let database = try self.filled()
        #expect(try database.session("a", owner: "you") == nil)
        #expect(try database.session("a", owner: "") == nil)
        #expect(try database.session("b", owner: "me") == nil)
    }

    @Test func theFileIsForItsUserAlone() throws {
        defer { try? FileManager.default.removeItem(at: self.folder) }
        let database = try self.filled()
        for file in try FileManager.default.contentsOfDirectory(atPath: self.folder.path) {
            let attributes = try FileManager.default.attributesOfItem(
                atPath: self.folder.appending(path: file).path)
            #expect(attributes[.posixPermissions] as? Int == 0o600, "\(file)")
        }
        withExtendedLifetime(database) {}
    }

    @Test func oldSessionsAreForgotten() throws {
        defer { try? FileManager.default.removeItem(at: self.folder) }
        let database = try self.filled()
        try database.removeSessions(before: 120)
        #expect(try database.session("a", owner: "me")?.finals.count == 2)
        try database.removeSessions(before: 121)
        #expect(try database.session("a", owner: "me") == nil)
        // Their texts too.
        try database.begin("a", owner: "me", model: "base", at: 200)
        #expect(try database.session("a", owner: "me")?.finals == [])
    }

    @Test func aFileThatIsNoJournalIsRejected() throws {
        defer { try? FileManager.default.removeItem(at: self.folder) }
        try Data(repeating: 7, count: 5_000).write(to: URL(filePath: self.path))
        let foreign = #expect(throws: JournalError.self) { try self.database() }
        #expect(foreign?.description.contains("not a database") == true)
        let missing = #expect(throws: JournalError.self) { try JournalDatabase(path: "/nonexistent/journal") }
        #expect(missing?.description.contains("no such file") == true)
    }

    @Test func aJournalOfANewerStenoIsLeftAlone() throws {
        defer { try? FileManager.default.removeItem(at: self.folder) }
        try SQLiteConnection(path: self.path).run("PRAGMA user_version = 99")
        let error = #expect(throws: JournalError.self) { try self.database() }
        #expect(error?.message.contains("newer") == true)
    }
}
