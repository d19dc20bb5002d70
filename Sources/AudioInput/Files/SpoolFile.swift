// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A temporary file with all that came through a pipe; gone with its owner.
final class SpoolFile: Sendable {
    private static let blockSize = 1 << 16

    /// Where this process finds it.
    let path: String
    private let descriptor: Int32

    /// Reads a pipe to its end.
    ///
    /// - Parameter name: what errors call the pipe.
    /// - Throws: ``AudioInputError`` with code `unreadable`.
    init(copying source: Int32, name: String) throws(AudioInputError) {
        let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        // mkstemp puts letters of its own in the place of the six at the end.
        var template = Array("\(folder)/steno-input-XXXXXX".utf8CString)
        descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw Self.full(name, folder, errno) }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        #if os(Linux)
            unlink(path)
            self.path = "/proc/self/fd/\(descriptor)"
        #else
            self.path = path
        #endif
        try copy(source, name, folder)
    }

    deinit {
        close(descriptor)
        #if !os(Linux)
            unlink(path)
        #endif
    }

    private func copy(_ source: Int32, _ name: String, _ folder: String) throws(AudioInputError) {
        var buffer = [UInt8](repeating: 0, count: Self.blockSize)
        while true {
            let count = read(source, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Self.unreadable(name, errno) }
            if count == 0 { return }
            var written = 0
            while written < count {
                let result = buffer[written..<count].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
                if result < 0, errno == EINTR { continue }
                guard result > 0 else { throw Self.full(name, folder, errno) }
                written += result
            }
        }
    }

    static func unreadable(_ name: String, _ code: Int32) -> AudioInputError {
        AudioInputError(
            .unreadable, "\(name) cannot be read: \(String(cString: strerror(code)))", remedy: "Check its permissions")
    }

    private static func full(_ name: String, _ folder: String, _ code: Int32) -> AudioInputError {
        AudioInputError(
            .unreadable, "\(name) cannot be kept in \(folder): \(String(cString: strerror(code)))",
            remedy: "Free some space there, or set TMPDIR to another folder")
    }
}
