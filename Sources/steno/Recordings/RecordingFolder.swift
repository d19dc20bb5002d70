// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Folders on the command line: the recordings in them, in an order that is the same every time.
enum RecordingFolder {
    /// What names of recordings end with. Text, pictures and results of earlier runs are passed over.
    static let extensions: Set<String> = [
        "3gp", "aac", "aif", "aifc", "aiff", "amr", "au", "avi", "caf", "flac", "m4a", "m4b", "mka", "mkv", "mov",
        "mp2",
        "mp3", "mp4", "mpga", "oga", "ogg", "opus", "rf64", "snd", "w64", "wav", "weba", "webm", "wma",
    ]

    /// The recordings that arguments stand for: files as they are, and of folders all that are below them.
    /// - Throws: ``CommandError`` if a folder cannot be read, or has none.
    static func recordings(_ arguments: [String]) throws -> [RecordingFile] {
        var found: [RecordingFile] = []
        for argument in arguments {
            let name = CommandWords.shownName(of: argument)
            guard let status = status(argument), isFolder(status) else {
                let size = status(argument).map { Int($0.st_size) } ?? 0
                found.append(RecordingFile(path: argument, name: name, relativePath: lastComponent(name), bytes: size))
                continue
            }
            let inside = try recordings(in: argument, called: name, below: "")
            guard !inside.isEmpty else {
                throw CommandError("There are no recordings in \(name)", remedy: "Name a folder with audio files.")
            }
            found += inside
        }
        return found
    }

    private static func recordings(in folder: String, called name: String, below: String) throws -> [RecordingFile] {
        guard let directory = opendir(folder) else {
            throw CommandError(
                "\(name) cannot be read: \(String(cString: strerror(errno)).lowercased())",
                remedy: "Name a folder that you may read.")
        }
        defer { closedir(directory) }
        var entries: [(word: String, name: String)] = []
        while let entry = readdir(directory) {
            let bytes = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            guard bytes.first != UInt8(ascii: ".") else { continue }
            // A name that is no text stays a path; CommandWords has another for it.
            let path = Array("\(withoutSlash(folder))/".utf8) + bytes
            let word = CommandWords.word(path.map(CChar.init(bitPattern:)))
            entries.append((word, String(decoding: bytes, as: UTF8.self)))
        }
        var found: [RecordingFile] = []
        for (path, entry) in entries.sorted(by: { precedes($0.name, $1.name) }) {
            // A link to a folder may lead back to this one.
            guard let status = status(path), !(isFolder(status) && isLink(path)) else { continue }
            let relative = below.isEmpty ? entry : "\(below)/\(entry)"
            let shown = "\(withoutSlash(name))/\(entry)"
            if isFolder(status) {
                found += try recordings(in: path, called: shown, below: relative)
            } else if let suffix = fileExtension(entry), extensions.contains(suffix.lowercased()) {
                found.append(
                    RecordingFile(path: path, name: shown, relativePath: relative, bytes: Int(status.st_size)))
            }
        }
        return found
    }

    private static func withoutSlash(_ folder: String) -> String {
        folder.hasSuffix("/") ? String(folder.dropLast()) : folder
    }

    /// Numbers by their value, so that 9 comes before 10.
    static func precedes(_ one: String, _ other: String) -> Bool {
        let (left, right) = (Array(one.utf8), Array(other.utf8))
        var (i, j) = (0, 0)
        func digits(_ bytes: [UInt8], _ start: Int) -> ArraySlice<UInt8> {
            bytes[start...].prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        }
        while i < left.count, j < right.count {
            let (first, second) = (digits(left, i), digits(right, j))
            if !first.isEmpty, !second.isEmpty {
                let values = (first.drop { $0 == 48 }, second.drop { $0 == 48 })
                if values.0.count != values.1.count { return values.0.count < values.1.count }
                if !values.0.elementsEqual(values.1) { return values.0.lexicographicallyPrecedes(values.1) }
                (i, j) = (first.endIndex, second.endIndex)
            } else if left[i] != right[j] {
                return left[i] < right[j]
            } else {
                (i, j) = (i + 1, j + 1)
            }
        }
        return left.count - i < right.count - j
    }

    private static func status(_ path: String) -> stat? {
        var status = stat()
        return stat(path, &status) == 0 ? status : nil
    }

    private static func isLink(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }

    private static func isFolder(_ status: stat) -> Bool { status.st_mode & S_IFMT == S_IFDIR }

    private static func lastComponent(_ path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }

    private static func fileExtension(_ name: String) -> String? {
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return nil }
        return String(name[name.index(after: dot)...])
    }
}
