// SPDX-License-Identifier: Apache-2.0

import Foundation
import StenoTesting
import Testing

/// `steno transcribe` with folders of recordings, and files as results.
@Suite(.serialized)
struct TranscribeFolderTests {
    private let folder: String

    init() throws {
        _ = try Fixtures.model("tiny.en")
        folder = FileManager.default.temporaryDirectory.appending(path: "steno-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder + "/talks/more", withIntermediateDirectories: true)
    }

    private func add(_ name: String) throws {
        try FileManager.default.copyItem(atPath: Fixtures.path("jfk.wav"), toPath: "\(folder)/talks/\(name)")
    }

    private func content(_ name: String) -> String {
        (try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)) ?? ""
    }

    private var names: [String] {
        get throws { try FileManager.default.subpathsOfDirectory(atPath: folder).sorted() }
    }

    private func transcribe(_ arguments: String...) async throws -> StenoProcess.Result {
        try await StenoProcess.run(["transcribe", "--model", "tiny.en"] + arguments)
    }

    @Test func writesResultsBesideEachRecordingAndSkipsThemLater() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try add("2.wav")
        try add("10.wav")
        try add("more/last.wav")
        try FileManager.default.createSymbolicLink(
            atPath: folder + "/talks/more/loop", withDestinationPath: folder + "/talks")
        try Data("shopping list".utf8).write(to: URL(filePath: folder + "/talks/notes.txt"))
        try Data("no sound".utf8).write(to: URL(filePath: folder + "/talks/bad.wav"))
        let first = try await transcribe("--to", "srt,txt,vtt,json", folder + "/talks")
        #expect(first.status == 1, "one is bad")
        #expect(first.output.isEmpty)
        for name in ["2", "10", "more/last"] {
            #expect(Audio.isKennedy(Audio.words(content("talks/\(name).txt"))), "\(name)")
            #expect(content("talks/\(name).srt").hasPrefix("1\n00:00:0"))
            #expect(content("talks/\(name).vtt").hasPrefix("WEBVTT\n"))
            #expect(content("talks/\(name).json").hasPrefix("{\"file\":"))
        }
        let lines = first.errors.split(separator: "\n").map(String.init)
        #expect(lines[0].hasPrefix("[1/4] \(folder)/talks/2.wav 0:11 in 0:"), "\(lines)")
        #expect(lines[0].contains("x, ") && lines[0].hasSuffix(" left"), "\(lines)")
        #expect(lines[1].hasPrefix("[2/4] \(folder)/talks/10.wav 0:11 in"), "\(lines)")
        #expect(lines[2].hasPrefix("steno: ") && lines[2].contains("bad.wav"), "\(lines)")
        #expect(lines.last == "steno: 3 transcribed, 1 failed: \(folder)/talks/bad.wav.", "\(lines)")

        try FileManager.default.removeItem(atPath: folder + "/talks/bad.wav")
        try FileManager.default.removeItem(atPath: folder + "/talks/10.srt")
        try Data("mine".utf8).write(to: URL(filePath: folder + "/talks/10.txt"))
        let second = try await transcribe("--to", "srt,txt", folder + "/talks")
        #expect(second.status == 0)
        #expect(second.errors.contains("[1/3] \(folder)/talks/2.wav skipped, has 2.srt, 2.txt\n"), "\(second.errors)")
        #expect(second.errors.hasSuffix("steno: 1 transcribed, 2 skipped.\n"), "\(second.errors)")
        #expect(content("talks/10.srt").hasPrefix("1\n") && content("talks/10.txt") == "mine")

        let third = try await transcribe("--to", "txt", "--overwrite", folder + "/talks/10.wav")
        #expect(third.status == 0 && Audio.isKennedy(Audio.words(content("talks/10.txt"))))
    }

    @Test func skipsWithoutAModel() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try add("a.wav")
        try Data("1\n".utf8).write(to: URL(filePath: folder + "/talks/a.srt"))
        let result = try await StenoProcess.run(
            ["transcribe", "--to", "srt", folder + "/talks"], environment: ["STENO_CACHE": folder + "/cache"])
        #expect(result.status == 0 && result.errors.hasSuffix("steno: 1 skipped.\n"), "\(result.errors)")
    }

    @Test func continuesAfterAnInterrupt() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for number in 1...6 { try add("\(number).wav") }
        let arguments = [
            "transcribe", "--model", "tiny.en", "--to", "txt", "--output-dir", folder + "/out", folder + "/talks",
        ]
        let run = try StenoProcess(arguments)
        while run.isRunning, content("out/2.txt").isEmpty { try await Task.sleep(for: .milliseconds(5)) }
        run.interrupt()
        let interrupted = try await run.finish()
        #expect(interrupted.status == -SIGINT)
        let done = try names.filter { $0.hasSuffix(".txt") }
        #expect(done.count >= 2 && done.count < 6, "\(done)")
        for name in done { #expect(Audio.isKennedy(Audio.words(content(name))), "\(name) is complete") }
        let rest = try await StenoProcess.run(arguments)
        #expect(rest.status == 0)
        #expect(
            rest.errors.hasSuffix("steno: \(6 - done.count) transcribed, \(done.count) skipped.\n"), "\(rest.errors)")
        let results = try names.filter { $0.hasPrefix("out/") }
        #expect(results == (1...6).map { "out/\($0).txt" }, "nothing else is left behind")
    }

    @Test func printsEachSegmentAsItComes() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        // Pauses of 3 s between three speeches.
        let speech = try Fixtures.samples("jfk.wav")
        let samples = (0..<12).flatMap { _ in speech + [Float](repeating: 0, count: 48_000) }
        try WAV.write([samples], to: folder + "/talks/long.wav")
        let run = try StenoProcess(["transcribe", "--model", "tiny.en", folder + "/talks/long.wav"])
        while run.isRunning, run.text.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
        #expect(run.isRunning, "the first segment comes before the end")
        let result = try await run.finish()
        #expect(result.status == 0 && result.output.split(separator: "\n").count >= 12)
    }

    @Test func keepsTheSpeakersOfACallApart() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let speech = try Fixtures.samples("jfk.wav")
        let silence = [Float](repeating: 0, count: speech.count + 48_000)
        try WAV.write([speech + silence, silence + speech], to: folder + "/talks/call.wav")
        let mixed = try await transcribe(folder + "/talks/call.wav")
        #expect(mixed.status == 0)
        #expect(
            mixed.errors == "steno: \(folder)/talks/call.wav has two unlike channels, which were mixed. "
                + "To keep them apart, use --channels apart.\n", "\(mixed.errors)")
        let apart = try await transcribe("--channels", "apart", folder + "/talks/call.wav")
        #expect(apart.errors.isEmpty)
        let lines = apart.output.split(separator: "\n")
        for channel in ["[1] ", "[2] "] {
            let words = lines.filter { $0.hasPrefix(channel) }.map { $0.dropFirst(4) }.joined(separator: " ")
            #expect(Audio.isKennedy(Audio.words(words)), "\(apart.output)")
        }
        #expect(lines == lines.sorted { $0.prefix(3) < $1.prefix(3) }, "in the order of the speech")
        _ = try await transcribe("--channels", "apart", "--to", "json", folder + "/talks/call.wav")
        let json = content("talks/call.json")
        #expect(json.contains(#"{"channel":1,"start":0"#) && json.contains(#"{"channel":2,"start":1"#), "\(json)")
    }

    @Test func wrongOptionsAreExplained() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try add("a.wav")
        for (arguments, words) in [
            (["--to", "srt,doc", "a.wav"], "There is no format doc"),
            (["--output-dir", "x", "a.wav"], "--output-dir needs --to"),
            (["--overwrite", "a.wav"], "--overwrite needs --to"),
            (["--to", "srt", "-"], "Use --format"),
            (["--format", "srt", "a.wav", "b.wav"], "use --to srt"),
            (["--full-window", "--prompt", "x", "a.wav"], "neither --prompt"),
        ] {
            let result = try await StenoProcess.run(["transcribe"] + arguments)
            #expect(result.status == 64 && result.errors.contains(words), "\(arguments): \(result.errors)")
        }
        let empty = try await transcribe("--to", "srt", folder + "/talks/more")
        #expect(empty.status == 1 && empty.errors.contains("There are no recordings in \(folder)/talks/more"))
        let forbidden = try await transcribe("--to", "srt", "--output-dir", "/proc/steno", folder + "/talks")
        #expect(
            forbidden.status == 1 && forbidden.errors.contains("/proc/steno cannot be created"), "\(forbidden.errors)")
    }

    @Test func aPromptDecidesHowNamesAreSpelled() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        _ = try Fixtures.model("base")
        try add("a.wav")
        let result = try await StenoProcess.run(
            ["transcribe", "--model", "base", "--prompt", "my fellow amerikans", folder + "/talks/a.wav"])
        #expect(result.status == 0 && result.output.contains("amerikans"), "\(result.output)")
    }
}

/// 16-bit WAV files at 16 kHz.
private enum WAV {
    static func write(_ channels: [[Float]], to path: String) throws {
        let samples = channels[0].indices.flatMap { index in channels.map { Int16(($0[index] * 32_767).rounded()) } }
        var data = Data("RIFF".utf8)
        func append(_ value: Int, bytes: Int) {
            for byte in 0..<bytes { data.append(UInt8(value >> (8 * byte) & 255)) }
        }
        append(36 + samples.count * 2, bytes: 4)
        data += Data("WAVEfmt ".utf8)
        for (value, bytes) in [
            (16, 4), (1, 2), (channels.count, 2), (16_000, 4), (32_000 * channels.count, 4), (2 * channels.count, 2),
            (16, 2),
        ] {
            append(value, bytes: bytes)
        }
        data += Data("data".utf8)
        append(samples.count * 2, bytes: 4)
        data += samples.withUnsafeBytes { Data($0) }
        try data.write(to: URL(filePath: path))
    }
}
