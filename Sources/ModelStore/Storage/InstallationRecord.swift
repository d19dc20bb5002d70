// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// What was installed for an item. Written last, so that an item with a record and all files of their right size is whole;
/// checksums are then left to ``ModelStore/verify(_:progress:)``.
struct InstallationRecord: Codable, Equatable {
    /// An installed file.
    struct File: Codable, Equatable {
        var name: String
        var bytes: Int
        var digest: Digest
    }

    /// Where it came from, for people.
    var source: String
    /// The item's name, where the file's name is not enough to tell.
    var name: String?
    var files: [File]

    /// The record at `path`; nil where there is none that can be read.
    init?(at path: String) {
        var bytes: [UInt8] = []
        guard (try? FileSystem.read(path, { bytes.append(contentsOf: $0) })) != nil,
            let record = try? JSONDecoder().decode(Self.self, from: Data(bytes))
        else { return nil }
        self = record
    }

    /// The record of an item that is whole and came from one of its sources as they are now; else nil.
    init?(of item: CatalogItem, in layout: CacheLayout) {
        guard let record = Self(at: layout.record(of: item)), record.isComplete(in: layout.folder(of: item)),
            item.sources.contains(where: record.isFrom)
        else { return nil }
        self = record
    }

    /// The record of files made from archives.
    init(_ files: [PackagedFile], from archives: [PackageArchive]) {
        source = archives.map(\.file).joined(separator: " and ")
        self.files = files.map { File(name: $0.name, bytes: $0.bytes, digest: .sha256($0.sha256)) }
    }

    /// Whether this is what the source gives.
    private func isFrom(_ source: CatalogItem.Source) -> Bool {
        switch source {
        case .packages(let archives, let files): self == Self(files, from: archives)
        case .hub(let repository): self.source.hasSuffix("/\(repository)")
        }
    }

    init(source: String, name: String, files: [File]) {
        self.source = source
        self.name = name
        self.files = files
    }

    /// Writes the record to `path` at once.
    func write(to path: String) throws {
        try FileSystem.makeFolder(FileSystem.parentFolder(of: path))
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        let writer = try FileWriter(path + ".new", appending: false)
        try encoder.encode(self).withUnsafeBytes { try writer.write($0) }
        try writer.close()
        try FileSystem.move(path + ".new", to: path)
    }

    /// Whether every file is in `folder` with its size.
    func isComplete(in folder: String) -> Bool {
        files.allSatisfy { (try? FileSystem.size(of: "\(folder)/\($0.name)")) == $0.bytes }
    }

    /// The names of files in `folder` that are missing or changed, by their checksums.
    func damagedFiles(in folder: String, checking: (File) -> Void) throws -> [String] {
        try files.filter { file in
            checking(file)
            let path = "\(folder)/\(file.name)"
            guard try FileSystem.size(of: path) == file.bytes else { return true }
            return try file.digest.ofFile(at: path) != file.digest
        }.map(\.name)
    }
}
