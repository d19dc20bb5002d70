public import Logging
import NIOPosix
import Synchronization
import Transcription

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The transcripts of a server in a SQLite database: finals are written before they are sent, so that they survive the server.
///
/// A journal that cannot be written, on a full disk for example, keeps no session from going on: the log says so, once.
public final class Journal: Sendable {
    private let settings: JournalSettings
    private let database: JournalDatabase
    private let logger: Logger
    /// One thread: writing waits for the disk, which neither an event loop nor a Swift task may.
    private let thread = NIOThreadPool(numberOfThreads: 1)
    private let isFailing = Mutex(false)

    /// Opens a journal, and makes it if there is none.
    /// - Throws: ``JournalError``.
    public init(settings: JournalSettings, logger: Logger) throws(JournalError) {
        self.settings = settings
        self.database = try JournalDatabase(path: settings.path)
        self.logger = logger
        self.thread.start()
    }

    deinit { self.thread.shutdownGracefully { _ in } }

    func begin(_ id: String, owner: String, model: String) async {
        await self.write { try $0.begin(id, owner: owner, model: model, at: Self.now) }
    }

    func append(_ final: FinalTranscript, to id: String) async {
        await self.write { try $0.append(final, to: id, at: Self.now) }
    }

    func end(_ id: String) async {
        await self.write { try $0.end(id, at: Self.now) }
    }

    /// A session of an owner; nil when there is none.
    /// - Throws: ``JournalError`` when the journal cannot be read.
    func session(_ id: String, owner: String) async throws -> JournalSession? {
        try await self.thread.runIfActive { [database = self.database] in try database.session(id, owner: owner) }
    }

    /// Forgets sessions as their time comes, until the task is cancelled.
    func forgetOldSessions() async throws {
        guard let retention = self.settings.retention else { return }
        let interval = min(retention, .seconds(3600))
        while true {
            await self.write { try $0.removeSessions(before: Self.now - Int(retention / .seconds(1))) }
            try await Task.sleep(for: max(interval, .seconds(1)))
        }
    }

    private static var now: Int { Int(Date().timeIntervalSince1970) }

    private func write(_ change: @escaping @Sendable (JournalDatabase) throws -> Void) async {
        do {
            try await self.thread.runIfActive { [database = self.database] in try change(database) }
            if self.isFailing.withLock({ isFailing in
                defer { isFailing = false }
                return isFailing
            }) {
                self.logger.notice("The journal is written again")
            }
        } catch {
            let isNew = self.isFailing.withLock { isFailing in
                defer { isFailing = true }
                return !isFailing
            }
            if isNew { self.logger.error("Transcripts are not kept", metadata: ["error": "\(error)"]) }
        }
    }
}
