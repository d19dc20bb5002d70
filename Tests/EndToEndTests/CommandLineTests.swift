// SPDX-License-Identifier: Apache-2.0

import Foundation
import ModelStore
import StenoTesting
import Testing

/// The program from outside: what it prints where, and how it fails.
@Suite(.serialized)
struct CommandLineTests {
    @Test func transcribesToStandardOutput() async throws {
        _ = try Fixtures.model("base")
        let result = try await StenoProcess.run(["transcribe", Fixtures.path("jfk.wav"), "--model", "base"])
        #expect(result.status == 0)
        #expect(Audio.isKennedy(Audio.words(result.output)) && result.output.hasSuffix("\n"))
    }

    @Test func fullWindowAsJSON() async throws {
        let folder = try Fixtures.model("base")
        let result = try await StenoProcess.run(
            ["transcribe", "--full-window", "--format", "json", "--model", folder, Fixtures.path("jfk.wav")])
        let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
        #expect(Audio.isKennedy(Audio.words(object?["text"] as? String ?? "")))
        #expect(object?["language"] as? String == "en")
    }

    @Test func namesTheSpeakersOfAMeeting() async throws {
        for model in ["tiny.en", Catalog.speakerModel] { _ = try Fixtures.model(model) }
        let meeting = try Fixtures.path("dev00.wav")
        let result = try await StenoProcess.run(["transcribe", "--speakers", meeting, "--model", "tiny.en"])
        let lines = result.output.split(separator: "\n")
        #expect(result.status == 0 && lines.first?.hasPrefix("Speaker 1: ") == true)
        #expect(lines.allSatisfy { $0.hasPrefix("Speaker ") } && lines.contains { $0.hasPrefix("Speaker 2: ") })
        let one = try await StenoProcess.run(
            ["transcribe", "--speakers", "--max-speakers", "1", "--format", "json", meeting, "--model", "tiny.en"])
        #expect(one.output.contains(#""speaker":0"#) && !one.output.contains(#""speaker":1"#))
    }

    @Test(arguments: ["srt", "vtt"])
    func subtitles(format: String) async throws {
        _ = try Fixtures.model("tiny.en")
        let result = try await StenoProcess.run(
            ["transcribe", Fixtures.path("jfk.wav"), "--model", "tiny.en", "--format", format])
        #expect(result.status == 0)
        #expect(result.output.contains("-->"))
        #expect(result.output.hasPrefix(format == "vtt" ? "WEBVTT" : "1\n"))
    }

    @Test func streamsARecording() async throws {
        let server = try await TestServer()
        let result = try await StenoProcess.run(
            ["stream", Fixtures.path("jfk.wav"), "--url", server.url, "--speed", "4"])
        #expect(result.status == 0)
        #expect(result.output.lowercased().contains("your country"))
        let alone = try await StenoProcess.run(["stream", Fixtures.path("jfk.wav"), "--url", "ws://127.0.0.1:1"])
        #expect(alone.status == 1)
        #expect(isOneLine(alone.errors))
    }

    @Test func failuresAreOneLineWithARemedy() async throws {
        _ = try Fixtures.model("tiny.en")
        let recording = try Fixtures.path("jfk.wav")
        let folder = FileManager.default.temporaryDirectory.appending(path: "steno-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data("not audio at all, only some words".utf8).write(to: URL(filePath: folder + "/text.wav"))
        try Data("not a model".utf8).write(to: URL(filePath: folder + "/model.bin"))
        for arguments in [
            ["transcribe", "/nowhere/talk.wav", "--model", "tiny.en"],
            ["transcribe", folder + "/text.wav", "--model", "tiny.en"],
            ["transcribe", recording, "--model", "tiny.em"],
            ["transcribe", recording, "--model", folder],
            ["transcribe", recording, "--model", "tiny.en", "--language", "fr"],
            ["models", "pull", "bsae"],
        ] {
            let result = try await StenoProcess.run(arguments)
            #expect(result.status == 1, "\(arguments)")
            #expect(isOneLine(result.errors), "\(result.errors)")
            #expect(result.output.isEmpty)
        }
        let missing = try await StenoProcess.run(
            ["transcribe", recording], environment: ["STENO_CACHE": folder + "/cache"])
        #expect(missing.status == 1)
        #expect(missing.errors.contains("steno models pull base"))
    }

    @Test func invalidFlags() async throws {
        for arguments in [["serve", "--port", "70000"], ["transcribe"], ["serve", "--prot", "1"], ["fly"]] {
            let result = try await StenoProcess.run(arguments)
            #expect(result.status == 64, "\(arguments)")
            #expect(!result.errors.isEmpty)
        }
    }

    @Test func doctorAndModels() async throws {
        _ = try Fixtures.model("tiny.en")
        let doctor = try await StenoProcess.run(["doctor"])
        #expect(doctor.output.contains("oneDNN"))
        let models = try await StenoProcess.run(["models", "list"])
        #expect(models.status == 0)
        #expect(models.output.contains("tiny.en"))
        let path = try await StenoProcess.run(["models", "path", "tiny.en"])
        #expect(FileManager.default.fileExists(atPath: path.output.trimmingCharacters(in: .newlines) + "/model.bin"))
    }

    @Test func pullsThroughAProxy() async throws {
        let proxy = try await RecordingProxy()
        let environment = [
            "HF_ENDPOINT": "http://hub.invalid", "http_proxy": "http://127.0.0.1:\(proxy.port)", "no_proxy": "",
            "STENO_CACHE": NSTemporaryDirectory() + "steno-proxy-\(proxy.port)",
        ]
        let pull = try await StenoProcess.run(["models", "pull", "owner/name@v1"], environment: environment)
        #expect(pull.status == 1)
        let name = "http://hub.invalid/owner/name"
        #expect(
            pull.errors
                == "steno: hub.invalid has no such file, repository or revision (HTTP 404). Check the name at \(name).\n"
        )
        #expect(
            proxy.requestLines == ["GET http://hub.invalid/api/models/owner/name/revision/v1?blobs=true HTTP/1.1"])
        try? FileManager.default.removeItem(atPath: environment["STENO_CACHE"]!)
    }

    private func isOneLine(_ errors: String) -> Bool {
        let lines = errors.split(separator: "\n")
        return lines.count == 1 && lines[0].hasPrefix("steno: ") && lines[0].hasSuffix(".")
    }
}
