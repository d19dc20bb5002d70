// SPDX-License-Identifier: Apache-2.0

import Foundation
import StenoTesting

@testable import AudioInput

/// Kennedy's sentence in another encoding, made by ffmpeg.
struct EncodedSpeech: Sendable, CustomStringConvertible {
    static let isPossible = (try? ChildProcess("ffmpeg", ["-version"]))?.waitForSuccess() ?? false

    struct Failure: Error {}

    let encoding: String
    /// More parameters of the session.
    let query: String
    private let arguments: String

    /// - Parameter arguments: ffmpeg's, for the output.
    init(_ encoding: String, _ arguments: String, query: String = "") {
        self.encoding = encoding
        self.arguments = arguments
        self.query = query
    }

    var description: String { encoding }

    /// Whether the bytes show what they are.
    var isSniffed: Bool { query.isEmpty }

    func bytes() throws -> [UInt8] {
        let path = try write()
        defer { try? FileManager.default.removeItem(atPath: path) }
        return Array(try Data(contentsOf: URL(filePath: path)))
    }

    /// - Returns: the path of a new file.
    func write() throws -> String {
        let path = FileManager.default.temporaryDirectory.appending(path: "steno-\(UUID().uuidString)").path
        let options = arguments.split(separator: " ").map(String.init)
        let conversion = try ChildProcess("ffmpeg", ["-i", try Fixtures.path("jfk.wav")] + options + [path])
        guard conversion.waitForSuccess() else { throw Failure() }
        return path
    }
}
