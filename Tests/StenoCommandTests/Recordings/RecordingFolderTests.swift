// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import steno

@Suite struct RecordingFolderTests {
    /// Files can be written beside a recording only where its path is its name.
    @Test(arguments: ["", "/"]) func namesRecordingsByTheirPaths(ending: String) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "steno-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder + "/more", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for name in ["a.wav", "more/b.flac"] { try Data().write(to: URL(filePath: "\(folder)/\(name)")) }
        let found = try RecordingFolder.recordings([folder + ending])
        #expect(found.map(\.name) == ["\(folder)/a.wav", "\(folder)/more/b.flac"])
        #expect(found.map(\.path) == found.map(\.name))
        #expect(found.map(\.relativePath) == ["a.wav", "more/b.flac"])
    }
}
