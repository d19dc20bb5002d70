// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// A list of recordings with what is said in them.
public struct SpeechManifest: Sendable, Hashable {
    /// A recording and its words.
    public struct Entry: Sendable, Hashable {
        /// Where the recording is.
        public var path: String
        /// What is said in it.
        public var text: String
    }

    /// The recordings, at least one.
    public let entries: [Entry]

    private static let extensions: Set = ["wav", "flac", "ogg", "opus", "mp3", "aiff"]

    /// Reads a manifest or a folder.
    ///
    /// - Parameters:
    ///   - path: a tab-separated file with a header and the columns `file` (relative to the manifest) and `text`; or a folder of recordings
    ///     NAME.wav, NAME.flac, … each with its words in NAME.txt.
    ///   - prefix: only files whose name, as the manifest gives it, begins so. Recordings without words are left out, and those of two channels
    ///     with words each.
    /// - Throws: ``LoadTestError`` if there is nothing to play.
    public init(path: String, only prefix: String = "") throws(LoadTestError) {
        var isFolder = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw LoadTestError(
                "There is no manifest \(path)",
                remedy:
                    "Give a tab-separated file with the columns file and text, or a folder of NAME.wav with NAME.txt")
        }
        let found = isFolder ? try Self.folder(path) : try Self.table(path)
        let wanted = found.filter { $0.name.hasPrefix(prefix) && !$0.text.isEmpty && !$0.text.contains("|||") }
        guard !wanted.isEmpty else {
            let reason =
                found.isEmpty ? "names no recordings" : "names no recording with words that begins with \"\(prefix)\""
            throw LoadTestError("\(path) \(reason)", remedy: "Check the file, or choose others with --only")
        }
        let base =
            isFolder
            ? path : path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        entries = wanted.map { Entry(path: Self.join(base, $0.name), text: $0.text) }
        if let missing = entries.first(where: { !FileManager.default.fileExists(atPath: $0.path) }) {
            throw LoadTestError(
                "\(path) names \(missing.path), which is not there",
                remedy: "Fetch the recordings, or choose those you have with --only")
        }
    }

    private static func join(_ base: String, _ name: String) -> String {
        base.isEmpty || name.hasPrefix("/") ? name : "\(base)/\(name)"
    }

    private static func table(_ path: String) throws(LoadTestError) -> [(name: String, text: String)] {
        guard let data = FileManager.default.contents(atPath: path),
            let content = String(validating: data, as: UTF8.self)
        else {
            throw LoadTestError(
                "\(path) cannot be read as text", remedy: "A manifest is a tab-separated file in UTF-8")
        }
        let rows = content.split(whereSeparator: \.isNewline).map {
            $0.split(separator: "\t", omittingEmptySubsequences: false)
        }
        guard let header = rows.first, let file = header.firstIndex(of: "file"),
            let text = header.firstIndex(of: "text")
        else {
            throw LoadTestError(
                "\(path) has no columns file and text",
                remedy: "The first line of a manifest names its columns, with a tab between them")
        }
        return rows.dropFirst().compactMap { row in
            guard row.count > max(file, text) else { return nil }
            return (String(row[file]), String(row[text]))
        }
    }

    private static func folder(_ path: String) throws(LoadTestError) -> [(name: String, text: String)] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path))?.sorted() ?? []
        return names.compactMap { name in
            guard let dot = name.lastIndex(of: "."), extensions.contains(name[name.index(after: dot)...].lowercased()),
                let data = FileManager.default.contents(atPath: "\(path)/\(name[..<dot]).txt")
            else { return nil }
            let words = String(decoding: data, as: UTF8.self).split(whereSeparator: \.isWhitespace)
            return (name, words.joined(separator: " "))
        }
    }
}
