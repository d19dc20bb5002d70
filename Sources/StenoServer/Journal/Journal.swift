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
/// A journal that cannot be written, on a full disk for example, keeps no session from going on: the log says so, once, and
/// what is missing waits in memory until it can be written.
public final class Journal: Sendable {
    private let settings: JournalSettings
    private let database: JournalDatabase
    private let logger: Logger
    /// One thread: writing waits for the disk, which neither an event loop nor a Swift task may.
    private let thread = NIOThreadPool(numberOfThreads: 1)
    private let isFailing = Mutex(false)
    private let backlog = Mutex(JournalBacklog())

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
        let now = Self.now
        await self.write { database throws(JournalError) in
            try database.begin(id, owner: owner, model: model, at: now)
        }
    }

    func append(_ final: FinalTranscript, to id: String) async {
        let now = Self.now
        await self.write { database throws(JournalError) in try database.append(final, to: id, at: now) }
    }

    func end(_ id: String) async {
        let now = Self.now
        await self.write { database throws(JournalError) in try database.end(id, at: now) }
    }

    /// A session of an owner; nil when there is none.
    /// - Throws: ``JournalError`` when the journal cannot be read.
    func session(_ id: String, owner: String) async throws -> JournalSession? {
        try await self.thread.runIfActive { [self] in
            // What waits would be missing; whether it can be written is for the next writer to tell.
            try? self.backlog.withLock { backlog throws(JournalError) in try backlog.write(to: self.database) }
            return try self.database.session(id, owner: owner)
        }
    }

    /// Forgets sessions as their time comes, until the task is cancelled.
    func forgetOldSessions() async throws {
        guard let retention = self.settings.retention else { return }
        let interval = min(retention, .seconds(3600))
        while true {
            let oldest = Self.now - Int(retention / .seconds(1))
            await self.write { database throws(JournalError) in try database.removeSessions(before: oldest) }
            try await Task.sleep(for: max(interval, .seconds(1)))
        }
    }

    private static var now: Int { Int(Date().timeIntervalSince1970) }

    private func write(_ change: @escaping JournalBacklog.Change) async {
        do {
            try await self.thread.runIfActive { [self] in
                try self.backlog.withLock { backlog throws(JournalError) in
                    let isKept = backlog.add(change)
                    try backlog.write(to: self.database)
                    // There is room again.
                    if !isKept { try change(self.database) }
                }
            }
            if self.isFailing.exchange(false) { self.logger.notice("The journal is written again") }
        } catch {
            guard !self.isFailing.exchange(true) else { return }
            self.logger.error(
                "The journal cannot be written; transcripts wait in memory", metadata: ["error": "\(error)"])
        }
    }
}

extension Mutex<Bool> {
    fileprivate func exchange(_ value: Bool) -> Bool {
        self.withLock { held in
            defer { held = value }
            return held
        }
    }
}
