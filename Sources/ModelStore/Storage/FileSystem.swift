// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif
internal import Glibc

/// The few file operations that the store needs, with errors for people.
enum FileSystem {
    /// Size of a regular file in bytes; nil where there is none.
    static func size(of path: String) throws -> Int? {
        var status = stat()
        guard stat(path, &status) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw failure("Cannot access \(path)")
        }
        return status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : nil
    }

    /// Whether `path` is a folder.
    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Makes a folder and the folders above it.
    static func makeFolder(_ path: String) throws {
        guard !isFolder(path) else { return }
        let parent = parentFolder(of: path)
        if parent != path, !parent.isEmpty { try makeFolder(parent) }
        // Another process may have made it in the meantime.
        if mkdir(path, 0o755) != 0, errno != EEXIST { throw failure("Cannot create the folder \(path)") }
    }

    /// The folder that holds `path`.
    static func parentFolder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Removes a file or a folder with all in it; nothing there is fine.
    static func remove(_ path: String) throws {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            if lstat(path, &status) == 0 { throw failure("Cannot remove \(path)") }
        }
    }

    /// Moves within one file system, replacing a file of that name.
    static func move(_ source: String, to destination: String) throws {
        guard rename(source, destination) == 0 else { throw failure("Cannot move \(source) to \(destination)") }
    }

    /// Names in a folder; empty where there is no such folder.
    static func names(in folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    }

    /// Hands the content of a file to `body`, a megabyte at a time.
    static func read(_ path: String, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("Cannot open \(path)") }
        defer { close(descriptor) }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure("Cannot read \(path)") }
            if count == 0 { return }
            try body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }

    /// The content of a short file as text.
    static func text(of path: String) throws -> String {
        var bytes: [UInt8] = []
        try read(path) { bytes.append(contentsOf: $0) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// What a symbolic link says; nil where there is none.
    static func linkTarget(of path: String) -> String? {
        try? FileManager.default.destinationOfSymbolicLink(atPath: path)
    }

    /// Writes a copy of `source`.
    static func copy(_ source: String, to destination: String) throws {
        let writer = try FileWriter(destination, appending: false)
        try read(source) { try writer.write($0) }
        try writer.close()
    }

    /// Whether there is anything at `path`.
    static func exists(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0
    }

    /// Appends the content of `source` to `destination` and removes `source`.
    static func append(_ source: String, to destination: String) throws {
        let writer = try FileWriter(destination, appending: true)
        try read(source) { try writer.write($0) }
        try writer.close()
        try remove(source)
    }

    /// An error for the last failed call, with errno's words and a remedy where there is one.
    static func failure(_ message: String) -> ModelStoreError {
        let number = errno
        let reason = String(cString: strerror(number)).lowercased()
        let remedy: String? =
            switch number {
            case ENOSPC, EDQUOT: "Free some disk space, or set STENO_CACHE to a folder on another disk"
            case EACCES, EPERM, EROFS: "Set STENO_CACHE to a folder that you may write to"
            default: nil
            }
        return ModelStoreError(.cannotWrite, "\(message): \(reason)", remedy: remedy)
    }
}
