// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A file mapped into memory for reading, unmapped with its last user.
///
/// Unchecked around the C pointer: it is to read-only memory that never moves while the object lives.
final class MappedFile: @unchecked Sendable {
    let path: String
    let bytes: UnsafeRawBufferPointer

    /// - Throws: ``WeightsError`` with `unreadable`.
    init(path: String) throws(WeightsError) {
        self.path = path
        // Opening a named pipe must not wait for a writer.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw Self.unreadable(path) }
        defer { close(descriptor) }
        var information = stat()
        guard fstat(descriptor, &information) == 0 else { throw Self.unreadable(path) }
        guard information.st_mode & S_IFMT == S_IFREG else {
            throw WeightsError(.unreadable, "\(path) is not a regular file", remedy: "Give the path of a weights file")
        }
        let count = Int(information.st_size)
        guard count > 0 else {
            bytes = UnsafeRawBufferPointer(start: nil, count: 0)  // mmap rejects a length of zero
            return
        }
        guard let start = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED else {
            throw Self.unreadable(path)
        }
        madvise(start, count, MADV_WILLNEED)
        bytes = UnsafeRawBufferPointer(start: start, count: count)
    }

    deinit {
        guard let start = bytes.baseAddress else { return }
        munmap(UnsafeMutableRawPointer(mutating: start), bytes.count)
    }

    private static func unreadable(_ path: String) -> WeightsError {
        WeightsError(
            .unreadable, "\(path) cannot be read: \(String(cString: strerror(errno)))",
            remedy: "Check the path and its permissions")
    }
}
