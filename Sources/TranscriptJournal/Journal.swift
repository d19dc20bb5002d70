// SPDX-License-Identifier: Apache-2.0

public import Logging
import NIOPosix
import Synchronization
package import Transcription

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The transcripts of a server in a SQLite database: finals are written before they are sent, so that they survive the server.
///
/// A journal that cannot be written, on a full disk or while another program locks it, keeps no session waiting: the log says
/// so, once, and what is missing waits in memory until it can be written. Finals wait for a write that works, ``patience`` at most.
public final class Journal: Sendable {
    private struct State {
        var backlog = JournalBacklog()
        /// Those who wait for their change to be written, by its number.
        var waiting: [(number: Int, continuation: CheckedContinuation<Void, Never>)] = []
        /// Whether the thread writes, or is about to.
        var isWriting = false
        var isFailing = false
        var hasToldLoss = false
        /// When the thread last wrote something, or began to.
        var progress = ContinuousClock.now
        var replacements = 0
        /// The sessions that go on, to begin them again in a new file.
        var sessions: [String: JournalSession.Beginning] = [:]
    }

    /// What only the thread uses.
    private struct Open {
        var database: JournalDatabase
        var file: JournalFile
    }

    /// How long finals wait for the disk.
    private static let patience = Duration.milliseconds(100)
    /// After what time a write that failed is tried again.
    private static let retryInterval = Duration.milliseconds(250)
    /// How many old sessions are removed before other changes have their turn.
    private static let removedAtOnce = 20

    private let settings: JournalSettings
    private let logger: Logger
    /// One thread: writing waits for the disk, which neither an event loop nor a Swift task may.
    private let thread = NIOThreadPool(numberOfThreads: 1)
    private let state = Mutex(State())
    private let open: Mutex<Open?>

    /// Opens a journal, and makes it if there is none.
    /// - Throws: ``JournalError``.
    public init(settings: JournalSettings, logger: Logger) throws(JournalError) {
        self.settings = settings
        let database = try JournalDatabase(path: settings.path)
        self.open = Mutex(Open(database: database, file: JournalFile(path: settings.path)))
        self.logger = logger
        self.thread.start()
    }

    deinit { self.thread.shutdownGracefully { _ in } }

    /// How it does.
    package var status: JournalStatus {
        self.state.withLock { state in
            JournalStatus(
                isFailing: state.isFailing, waiting: state.backlog.count, lost: state.backlog.lost,
                replacements: state.replacements)
        }
    }

    package func begin(_ id: String, owner: String, model: String) async {
        let beginning = JournalSession.Beginning(id: id, owner: owner, model: model, time: Self.now)
        self.state.withLock { $0.sessions[id] = beginning }
        await self.write { database throws(JournalError) in try database.begin(beginning) }
    }

    package func append(_ final: FinalTranscript, to id: String) async {
        let now = Self.now
        let size = final.text.utf8.count + final.words.count * 96
        await self.write(size: size) { database throws(JournalError) in try database.append(final, to: id, at: now) }
    }

    package func end(_ id: String) async {
        let now = Self.now
        self.state.withLock { $0.sessions[id] = nil }
        await self.write { database throws(JournalError) in try database.end(id, at: now) }
    }

    /// A session of an owner; nil when there is none.
    /// - Throws: ``JournalError`` when the journal cannot be read.
    package func session(_ id: String, owner: String) async throws -> JournalSession? {
        try await self.thread.runIfActive { [self] in
            // What waits would be missing.
            self.writeBacklog()
            return try self.withDatabase { database throws(JournalError) in try database.session(id, owner: owner) }
        }
    }

    /// Looks after the file and what waits, and forgets sessions as their time comes, until the task is cancelled.
    package func maintain() async throws {
        async let _: Void = self.forgetOldSessions()
        while true {
            try await Task.sleep(for: .seconds(1))
            self.startWriting(evenIfEmpty: true)
        }
    }

    /// Writes what waits, at the end of the server.
    package func close() async {
        for _ in 0..<20 {
            if self.status.waiting == 0 { return }
            self.startWriting()
            try? await Task.sleep(for: .milliseconds(100))
        }
        let waiting = self.status.waiting
        self.logger.error(
            "The journal could not be written: waiting entries are lost", metadata: ["changes": "\(waiting)"])
    }

    private func forgetOldSessions() async throws {
        guard let retention = self.settings.retention else { return }
        let interval = min(retention, .seconds(3600))
        while true {
            let oldest = Self.now - Int(retention / .seconds(1))
            let isDone = Mutex(true)
            await self.write { database throws(JournalError) in
                let count = try database.removeSessions(before: oldest, atMost: Self.removedAtOnce)
                isDone.withLock { $0 = count < Self.removedAtOnce }
            }
            try await Task.sleep(for: isDone.withLock { $0 } ? max(interval, .seconds(1)) : .milliseconds(10))
        }
    }

    private static var now: Int { Int(Date().timeIntervalSince1970) }

    // MARK: Those who write

    /// Queues a change, and waits until it is written, unless the journal fails.
    private func write(size: Int = 0, _ change: @escaping JournalBacklog.Change) async {
        let (number, isFirstLoss) = self.state.withLock { state in
            let number = state.backlog.add(size: size, change)
            let isFirstLoss = number == nil && !state.hasToldLoss
            if isFirstLoss { state.hasToldLoss = true }
            return (number, isFirstLoss)
        }
        if isFirstLoss {
            self.logger.error("Too much waits for the journal: transcripts are lost until it can be written")
        }
        self.startWriting()
        guard let number else { return }
        await withCheckedContinuation { continuation in
            let isOver = self.state.withLock { state in
                if state.isFailing || number <= state.backlog.done { return true }
                state.waiting.append((number, continuation))
                return false
            }
            if isOver { continuation.resume() }
        }
    }

    /// Lets the thread write what waits, if it does not already.
    private func startWriting(evenIfEmpty: Bool = false) {
        let now = ContinuousClock.now
        let mustStart = self.state.withLock { state in
            guard !state.isWriting, evenIfEmpty || state.backlog.count > 0 else { return false }
            guard !state.isFailing || now - state.progress >= Self.retryInterval else { return false }
            state.isWriting = true
            state.progress = now
            return true
        }
        guard mustStart else { return }
        self.thread.submit { [self] _ in
            self.writeBacklog()
        }
        Task { await self.watchProgress() }
    }

    /// Those who wait for a slow disk go on without it; one that does not answer at all is a failure.
    private func watchProgress() async {
        while true {
            try? await Task.sleep(for: Self.patience)
            let now = ContinuousClock.now
            let delay: Duration? = self.state.withLock { $0.isWriting ? now - $0.progress : nil }
            guard let delay else { return }
            guard delay >= Self.patience else { continue }
            self.resume(through: .max)
            guard delay >= Self.patience * 10 else { continue }
            return self.fail(JournalError("The disk does not answer", remedy: "Check the disk of the journal"))
        }
    }

    // MARK: On the thread

    /// Writes what waits, up to the first failure.
    private func writeBacklog() {
        do throws(JournalError) {
            repeat {
                // Also of a journal that has nothing to write.
                try self.withDatabase { database throws(JournalError) in
                    guard let change = self.state.withLock({ $0.backlog.first }) else { return }
                    do throws(JournalError) {
                        try change(database)
                        self.state.withLock { $0.backlog.removeFirst() }
                    } catch {
                        guard error.isPermanent else { throw error }
                        self.lose(error)
                    }
                }
                self.succeed()
            } while self.state.withLock({ state in
                state.isWriting = state.backlog.count > 0
                return state.isWriting
            })
        } catch {
            self.state.withLock { state in
                state.isWriting = false
                state.progress = .now
            }
            self.fail(error)
        }
    }

    /// Runs something with the database, the one that is at its path now.
    private func withDatabase<Result>(
        _ body: (JournalDatabase) throws(JournalError) -> Result
    ) throws(JournalError) -> Result {
        try self.open.withLock { open throws(JournalError) in
            if let change = open?.file.check() { try self.reopen(&open, because: change) }
            if open == nil { try self.reopen(&open, because: .deleted) }
            guard let database = open?.database else {
                throw JournalError("The journal is closed", remedy: "Start again")
            }
            return try body(database)
        }
    }

    /// Opens the file that is at the path now, or a new one, and begins the sessions again that go on.
    private func reopen(_ open: inout Open?, because change: JournalFile.Change) throws(JournalError) {
        let path = self.settings.path
        if let database = open?.database {
            // Someone may have moved it, and want to have all.
            database.checkpoint()
            if change == .logGone {
                self.logger.warning("The journal's write-ahead log was deleted; the journal has all that was in it")
            } else {
                self.state.withLock { $0.replacements += 1 }
                self.logger.error(
                    "The journal's file was \(change.rawValue) while the server runs: transcripts are written to a new one, without earlier ones",
                    metadata: ["file": "\(path)"])
            }
        }
        // The log of a file that is gone would be read as that of the new one.
        let isLogStale = change != .logGone && change != .truncated && open?.file.hasOwnLog == true
        open = nil
        if isLogStale { for end in ["-wal", "-shm"] { unlink(path + end) } }
        let database = try JournalDatabase(path: path, patience: SQLiteConnection.shortPatience)
        guard try database.checkSoundness() else {
            let name = "\(path).damaged-\(Self.now)"
            rename(path, name)
            for end in ["-wal", "-shm"] { unlink(path + end) }
            throw JournalError(
                "The journal \(path) is damaged", remedy: "It is kept as \(name), and a new one is created")
        }
        for session in self.state.withLock({ $0.sessions.values.sorted { $0.time < $1.time } }) {
            try database.begin(session)
        }
        open = Open(database: database, file: JournalFile(path: path))
    }

    // MARK: What becomes of it

    private func succeed() {
        let (isFirst, lost) = self.state.withLock { state in
            state.progress = .now
            defer { state.isFailing = false }
            if state.isFailing { state.hasToldLoss = false }
            return (state.isFailing, state.backlog.lost)
        }
        self.resume(through: self.state.withLock { $0.backlog.done })
        if isFirst { self.logger.notice("The journal is written again", metadata: ["lost": "\(lost)"]) }
    }

    private func fail(_ error: JournalError) {
        let isFirst = self.state.withLock { state in
            defer { state.isFailing = true }
            return !state.isFailing
        }
        self.resume(through: .max)
        guard isFirst else { return }
        self.logger.error("The journal cannot be written; transcripts wait in memory", metadata: ["error": "\(error)"])
    }

    /// The change whose turn it is can never be written.
    private func lose(_ error: JournalError) {
        let isFirst = self.state.withLock { state in
            state.backlog.loseFirst()
            defer { state.hasToldLoss = true }
            return !state.hasToldLoss
        }
        if isFirst { self.logger.error("A transcript cannot be kept", metadata: ["error": "\(error)"]) }
    }

    private func resume(through number: Int) {
        let done = self.state.withLock { state in
            let index = state.waiting.partition { $0.number <= number }
            defer { state.waiting.removeSubrange(index...) }
            return Array(state.waiting[index...])
        }
        for (_, continuation) in done { continuation.resume() }
    }
}
