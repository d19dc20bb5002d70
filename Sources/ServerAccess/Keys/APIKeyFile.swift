// SPDX-License-Identifier: Apache-2.0

import HTTPWebSocket

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A file of API keys: JSON, `{"keys": [{"id", "name", "sha256", "created", "expires", "limits"}]}`.
public struct APIKeyFile: Sendable, Equatable {
    /// Where it is.
    public let path: String

    /// Names a file, which need not exist yet.
    public init(path: String) {
        self.path = path
    }

    private struct Content: Codable {
        var keys: [APIKey]
    }

    /// The keys in it.
    /// - Throws: ``AccessError`` for a file that cannot be read or is not a keys file.
    public func load() throws(AccessError) -> [APIKey] {
        guard let keys = try self.loadIfPresent() else {
            throw AccessError(
                "The keys file \(self.path) does not exist",
                remedy: "Create it with `steno keys create NAME --keys \(self.path)`")
        }
        return keys
    }

    /// The keys in it; nil when there is no file.
    /// - Throws: ``AccessError`` for a file that cannot be read or is not a keys file.
    public func loadIfPresent() throws(AccessError) -> [APIKey]? {
        let content: [UInt8]
        do {
            content = try RegularFile.read(self.path)
        } catch {
            switch error {
            case .system(ENOENT): return nil
            case .system(let number): throw self.failure("cannot be read", number)
            case .notRegular, .tooLarge:
                throw AccessError(
                    "The keys file \(self.path) is not a plain file, or too large",
                    remedy: "Give the path of a file made by `steno keys create`")
            }
        }
        do {
            let decoder = JSONDecoder()
            decoder.dateDecodingStrategy = .iso8601
            return try decoder.decode(Content.self, from: Data(content)).keys
        } catch {
            throw AccessError(
                "\(self.path) is not a keys file: \(Self.reason(error))",
                remedy: "Repair it, or create a new one with `steno keys create NAME --keys FILE`")
        }
    }

    /// Changes the keys: reads them, lets `change` have them, and puts a new file in the place of the old one at once.
    ///
    /// The file is readable and writable by its owner only. Others who change it at the same time wait for their turn.
    /// - Parameters:
    ///   - change: changes the keys.
    ///   - deliver: called when the new file is on the disk, before it takes the place of the old one.
    /// - Throws: ``AccessError``, or whatever `change` or `deliver` throws, which leaves the file as it was.
    @discardableResult
    public func update<Result>(
        _ change: (inout [APIKey]) throws -> Result, deliver: (Result) throws -> Void = { _ in }
    ) throws -> Result {
        let folder = URL(filePath: self.path).deletingLastPathComponent().path
        let lock = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard lock >= 0 else {
            throw AccessError("The folder \(folder) cannot be opened: \(Self.systemError)", remedy: "Create it first")
        }
        defer { close(lock) }
        while flock(lock, LOCK_EX) != 0, errno == EINTR {}
        var keys = try self.loadIfPresent() ?? []
        let result = try change(&keys)
        try self.write(keys) { try deliver(result) }
        fsync(lock)
        return result
    }

    private func write(_ keys: [APIKey], beforeReplacing deliver: () throws -> Void) throws {
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .iso8601
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let data = try encoder.encode(Content(keys: keys)) + Data("\n".utf8)
        let draft = "\(self.path).new"
        unlink(draft)
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw self.failure("cannot be written") }
        let isWritten = data.withUnsafeBytes { bytes in
            #if canImport(Glibc)
                Glibc.write(descriptor, bytes.baseAddress, bytes.count) == bytes.count
            #else
                Darwin.write(descriptor, bytes.baseAddress, bytes.count) == bytes.count
            #endif
        }
        let isKept = isWritten && fsync(descriptor) == 0
        let reason = errno
        close(descriptor)
        defer { unlink(draft) }
        guard isKept else { throw self.failure("cannot be written", reason) }
        try deliver()
        guard rename(draft, self.path) == 0 else { throw self.failure("cannot be written") }
    }

    private func failure(_ what: String, _ number: Int32 = errno) -> AccessError {
        AccessError(
            "The keys file \(self.path) \(what): \(String(cString: strerror(number)))",
            remedy: "Check who may use the file and its folder, and whether the disk is full")
    }

    private static var systemError: String { String(cString: strerror(errno)) }

    private static func reason(_ error: any Error) -> String {
        switch error as? DecodingError {
        case .keyNotFound(let key, _): "a key has no \"\(key.stringValue)\""
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            "\(context.codingPath.last.map { "\"\($0.stringValue)\"" } ?? "it") has a value of the wrong kind"
        case .dataCorrupted(let context): context.codingPath.isEmpty ? "it is not JSON" : context.debugDescription
        default: "\(error)"
        }
    }
}
