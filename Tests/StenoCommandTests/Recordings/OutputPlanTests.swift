// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import steno

@Suite struct OutputPlanTests {
    private func paths(
        _ names: [String], in folder: String? = nil, _ formats: [TranscriptFormat] = [.srt]
    ) throws -> [[String]] {
        let recordings = names.map { RecordingFile(path: $0, name: $0, relativePath: $0.replacing("in/", with: "")) }
        return try OutputPlan(recordings, formats: formats, folder: folder).outputs.map { $0.map(\.path) }
    }

    @Test func writesBesideEachRecording() throws {
        #expect(
            try paths(["in/a.wav", "b.c.flac"], [.srt, .text]) == [["in/a.srt", "in/a.txt"], ["b.c.srt", "b.c.txt"]])
        #expect(try paths(["in.x/talk", "/.hidden"]) == [["in.x/talk.srt"], ["/.hidden.srt"]])
    }

    @Test func keepsFoldersBelowTheOutputFolder() throws {
        #expect(try paths(["in/one/a.wav", "in/two/a.wav"], in: "out") == [["out/one/a.srt"], ["out/two/a.srt"]])
    }

    @Test func keepsTheExtensionOfRecordingsThatDifferInIt() throws {
        #expect(try paths(["a.mp3", "a.wav", "b.wav"]) == [["a.mp3.srt"], ["a.wav.srt"], ["b.srt"]])
        #expect(try paths(["a.wav", "a.wav"]) == [["a.srt"], ["a.srt"]], "the same recording twice")
    }

    @Test func rejectsRecordingsWithTheSameResults() {
        let recordings = ["one/a.wav", "two/a.wav"].map { RecordingFile(path: $0, name: $0, relativePath: "a.wav") }
        #expect(throws: CommandError.self) { try OutputPlan(recordings, formats: [.srt], folder: "out") }
        #expect(throws: Never.self) { try OutputPlan(recordings, formats: [.srt], folder: nil) }
    }

    @Test func numbersInNamesCountByValue() {
        let names = ["b", "a10", "a9", "a", "a09b", "a9b"]
        #expect(names.sorted(by: RecordingFolder.precedes) == ["a", "a9", "a09b", "a9b", "a10", "b"])
    }
}
