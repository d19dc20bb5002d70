// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Files that commands write beside standard output.
enum OutputFile {
    /// Writes a file, in place of what was there.
    /// - Throws: ``CommandError`` with the reason if not all of it could be written.
    static func write(_ bytes: some Sequence<UInt8>, to path: String) throws(CommandError) {
        try write(bytes, to: path, name: path)
    }

    /// Writes a file as a whole: until it is complete, what was there stays.
    /// - Throws: ``CommandError`` with the reason if not all of it could be written.
    static func replace(_ path: String, with bytes: some Sequence<UInt8>) throws(CommandError) {
        let slash = path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex
        if slash != path.startIndex { try makeFolder(String(path[..<slash])) }
        let part = "\(path[..<slash]).\(path[slash...]).\(getpid())"
        do throws(CommandError) {
            try write(bytes, to: part, name: path)
            guard rename(part, path) == 0 else { throw failure(path, errno) }
        } catch {
            unlink(part)
            throw error
        }
    }

    /// Whether something is at a path.
    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Makes a folder, and those above it, unless they are there.
    /// - Throws: ``CommandError`` with the reason if that fails.
    static func makeFolder(_ path: String) throws(CommandError) {
        guard !exists(path) else { return }
        let parts = path.split(separator: "/")
        if parts.count > 1 {
            try makeFolder((path.hasPrefix("/") ? "/" : "") + parts.dropLast().joined(separator: "/"))
        }
        guard mkdir(path, 0o777) == 0 || errno == EEXIST else {
            throw CommandError(
                "The folder \(path) cannot be created: \(String(cString: strerror(errno)).lowercased())",
                remedy: "Choose a folder that you may write to.")
        }
    }

    private static func write(
        _ bytes: some Sequence<UInt8>, to path: String, name: String
    ) throws(CommandError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw failure(name, errno) }
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let reason = errno
                close(descriptor)
                throw failure(name, reason)
            }
            rest = rest.dropFirst(count)
        }
        // Some disks say only here that they are full.
        guard close(descriptor) == 0 else { throw failure(name, errno) }
    }

    private static func failure(_ path: String, _ reason: Int32) -> CommandError {
        CommandError(
            "\(path) cannot be written: \(String(cString: strerror(reason)).lowercased())",
            remedy: "Choose a file in a folder that you may write to, on a disk with room.")
    }
}
