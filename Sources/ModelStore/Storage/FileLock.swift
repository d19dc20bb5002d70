// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// A lock between processes, and between threads, on a file made for it. The kernel releases it when a process dies.
enum FileLock {
    /// Runs `body` while holding the lock at `path`, calling `waiting` once if someone else holds it at first.
    static func hold<Result>(_ path: String, waiting: () -> Void, _ body: () throws -> Result) throws -> Result {
        try FileSystem.makeFolder(FileSystem.parentFolder(of: path))
        // Each open file has its own lock, so that two threads of one process exclude each other too.
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw FileSystem.failure("Cannot lock \(path)") }
        defer { close(descriptor) }
        if flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            waiting()
            while flock(descriptor, LOCK_EX) != 0 {
                guard errno == EINTR else { throw FileSystem.failure("Cannot lock \(path)") }
            }
        }
        return try body()
    }
}
