// SPDX-License-Identifier: Apache-2.0

import Foundation
import LoadTest
import Testing

/// Manifests and folders of recordings.
struct SpeechManifestTests {
    /// Runs with a new folder that holds files.
    private func withFolder(_ files: [String: String], _ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "manifest-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, text) in files { try Data(text.utf8).write(to: folder.appending(path: name)) }
        try body(folder.path)
    }

    private func message(_ path: String, only: String = "") -> String {
        do {
            _ = try SpeechManifest(path: path, only: only)
            return ""
        } catch {
            return "\(error)"
        }
    }

    @Test func tableOfRecordings() throws {
        let table =
            "lang\tfile\ttext\nen\ta1.wav\tOne two.\n\tnoise.wav\t\nen\tb.wav\tThree.\nen\ta2.wav\tL: x ||| R: y\n"
        try withFolder(["m.tsv": table, "a1.wav": "", "b.wav": "", "noise.wav": "", "a2.wav": ""]) { folder in
            let all = try SpeechManifest(path: "\(folder)/m.tsv")
            #expect(all.entries.map(\.text) == ["One two.", "Three."])
            let only = try SpeechManifest(path: "\(folder)/m.tsv", only: "a")
            #expect(only.entries.map(\.path) == ["\(folder)/a1.wav"])
            #expect(message("\(folder)/m.tsv", only: "c").contains("--only"))
        }
    }

    @Test func folderOfRecordings() throws {
        try withFolder(["b.flac": "", "b.txt": "Two\nthree.\n", "a.wav": "", "a.txt": "One.", "c.wav": ""]) { folder in
            let manifest = try SpeechManifest(path: folder)
            #expect(manifest.entries.map(\.text) == ["One.", "Two three."])
        }
    }

    @Test func whatIsWrong() throws {
        try withFolder(["m.tsv": "file\ttext\na.wav\tOne.\n", "x.tsv": "name,words\n"]) { folder in
            #expect(message("\(folder)/none.tsv").contains("There is no manifest"))
            #expect(message("\(folder)/m.tsv").contains("a.wav, which is not there"))
            #expect(message("\(folder)/x.tsv").contains("no columns file and text"))
            #expect(message(folder).contains("names no recordings"))
        }
    }
}
