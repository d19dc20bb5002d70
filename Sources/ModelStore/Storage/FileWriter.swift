// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// An open file that is written from front to back.
final class FileWriter {
    private let path: String
    private var descriptor: Int32

    /// Opens `path` for writing, emptied unless `appending`.
    init(_ path: String, appending: Bool) throws {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | (appending ? O_APPEND : O_TRUNC), 0o644)
        guard descriptor >= 0 else { throw FileSystem.failure("Cannot write \(path)") }
    }

    deinit {
        if descriptor >= 0 { Glibc.close(descriptor) }
    }

    /// Writes all of `bytes`.
    func write(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw FileSystem.failure("Cannot write \(path)") }
            rest = rest.dropFirst(count)
        }
    }

    /// Forces the content to the disk and closes the file: some disks report a failed write only here.
    func close() throws {
        let descriptor = self.descriptor
        self.descriptor = -1
        defer { _ = Glibc.close(descriptor) }
        guard fsync(descriptor) == 0 else { throw FileSystem.failure("Cannot write \(path)") }
    }
}
