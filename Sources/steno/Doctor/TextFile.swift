// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Files of the kernel's, whose size is not known beforehand.
enum TextFile {
    /// The text of a file; nil where it cannot be read.
    static func read(_ path: String) -> String? { bytes(of: path).map { String(decoding: $0, as: UTF8.self) } }

    /// The bytes of a file; nil where it cannot be read.
    ///
    /// - Parameter limit: reading stops when there are more.
    static func bytes(of path: String, limit: Int = .max) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while bytes.count <= limit {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return count == 0 ? bytes : nil }
            bytes += buffer[..<count]
        }
        return bytes
    }
}
