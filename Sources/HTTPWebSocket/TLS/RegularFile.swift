// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Reads small files that may be read again at any time: a pipe in their place must not hold up whoever reads.
package enum RegularFile {
    /// Why a file is not read.
    package enum Failure: Error, Equatable {
        /// An error number of the system.
        case system(Int32)
        /// A pipe, a device or a folder.
        case notRegular
        /// More than keys and certificates can be.
        case tooLarge
    }

    private static let longest = 64 * 1024 * 1024

    /// The bytes of the file at `path`.
    package static func read(_ path: String) throws(Failure) -> [UInt8] {
        // Without O_NONBLOCK, opening a pipe waits for a writer.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .system(errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .system(errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notRegular }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = block.withUnsafeMutableBytes { buffer in
                #if canImport(Glibc)
                    Glibc.read(descriptor, buffer.baseAddress, buffer.count)
                #else
                    Darwin.read(descriptor, buffer.baseAddress, buffer.count)
                #endif
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .system(errno) }
            guard count > 0 else { return bytes }
            bytes += block[..<count]
            guard bytes.count <= Self.longest else { throw .tooLarge }
        }
    }
}
