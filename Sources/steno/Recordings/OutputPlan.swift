// SPDX-License-Identifier: Apache-2.0

/// Where the results of each recording go.
struct OutputPlan {
    /// One file to write.
    struct Output: Equatable {
        var format: TranscriptFormat
        var path: String
    }

    /// The files for each recording, in the recordings' order.
    let outputs: [[Output]]

    /// - Parameters:
    ///   - folder: where all go, in folders like those that the recordings are in; nil for beside each recording.
    /// - Throws: ``CommandError`` if two recordings would have the same files.
    init(_ recordings: [RecordingFile], formats: [TranscriptFormat], folder: String?) throws(CommandError) {
        let paths = recordings.map { recording in
            folder.map { "\($0)/\(recording.relativePath)" } ?? recording.path
        }
        var owners: [String: String] = [:]
        for (recording, path) in zip(recordings, paths) {
            if let owner = owners.updateValue(recording.path, forKey: path), owner != recording.path {
                throw CommandError(
                    "\(owner) and \(recording.name) would have the same results",
                    remedy: "Run the command once per folder, each with its own --output-dir.")
            }
        }
        var counts: [String: Int] = [:]
        for path in Set(paths) { counts[Self.stem(path), default: 0] += 1 }
        outputs = paths.map { path in
            let stem = Self.stem(path)
            // Of talk.mp3 and talk.wav the results would have one name.
            let base = counts[stem] == 1 ? stem : path
            return formats.map { Output(format: $0, path: "\(base).\($0.fileExtension)") }
        }
    }

    /// A path without the extension of its last component.
    private static func stem(_ path: String) -> String {
        let start = path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex
        guard let dot = path[start...].lastIndex(of: "."), dot != start else { return path }
        return String(path[..<dot])
    }
}
