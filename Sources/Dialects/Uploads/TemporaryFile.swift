// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A file for an upload, readable by this user only; gone when no one holds it any longer, also when the server is killed.
final class TemporaryFile: Sendable {
    /// A file that cannot be made or written; the message is for the server's log.
    struct Failure: Error, CustomStringConvertible {
        let description: String

        init(_ what: String) {
            self.description = "\(what): \(String(cString: strerror(errno)))"
        }
    }

    /// Where this process finds it. On Linux it has no name in any folder.
    let path: String
    private let descriptor: Int32

    /// Makes an empty file in the folder that `TMPDIR` names, or `/tmp`.
    init() throws(Failure) {
        let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        // mkstemp puts letters of its own in the place of the six at the end.
        var template = Array("\(folder)/steno-upload-XXXXXX".utf8CString)
        self.descriptor = mkstemp(&template)
        guard self.descriptor >= 0 else { throw Failure("No temporary file in \(folder)") }
        // Programs that are started meanwhile do not get it.
        _ = fcntl(self.descriptor, F_SETFD, FD_CLOEXEC)
        let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        #if os(Linux)
            unlink(path)
            self.path = "/proc/self/fd/\(self.descriptor)"
        #else
            self.path = path
        #endif
    }

    deinit {
        close(self.descriptor)
        #if !os(Linux)
            unlink(self.path)
        #endif
    }

    /// Adds bytes at the end, on a thread that may wait for the disk.
    func append(_ bytes: ByteBuffer) async throws {
        try await NIOThreadPool.singleton.runIfActive {
            var bytes = bytes
            while bytes.readableBytes > 0 {
                let count = bytes.withUnsafeReadableBytes { write(self.descriptor, $0.baseAddress, $0.count) }
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { throw Failure("An upload cannot be written") }
                bytes.moveReaderIndex(forwardBy: count)
            }
        }
    }
}
