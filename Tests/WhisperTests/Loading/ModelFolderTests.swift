// SPDX-License-Identifier: Apache-2.0

import Foundation
import StenoTesting
import Testing
import Weights

@testable import Whisper

struct ModelFolderTests {
    @Test func missingFolder() {
        let error = #expect(throws: WhisperError.self) { try WhisperModel(folder: "/nowhere/at/all") }
        #expect(error?.code == .missingModel)
        #expect(error?.description.contains("steno models pull") == true)
    }

    @Test func folderWithoutModel() throws {
        try withFolder { folder in
            let error = #expect(throws: WhisperError.self) { try WhisperModel(folder: folder.path) }
            #expect(error?.code == .missingModel)
        }
    }

    @Test func cutWeights() throws {
        try withFolder(copying: ["config.json", "tokenizer.json"]) { folder in
            let bytes = try Data(
                contentsOf: URL(filePath: Fixtures.model("tiny.en") + "/model.bin"), options: .alwaysMapped)
            try bytes.prefix(bytes.count / 2).write(to: folder.appending(path: "model.bin"))
            #expect(throws: WeightsError.self) { try WhisperModel(folder: folder.path) }
        }
    }

    @Test func damagedTokenizer() throws {
        try withFolder(copying: ["config.json"], linking: ["model.bin"]) { folder in
            var error = #expect(throws: WhisperError.self) { try WhisperModel(folder: folder.path) }
            #expect(error?.code == .missingModel)
            try Data("{\"model\": 7}".utf8).write(to: folder.appending(path: "tokenizer.json"))
            error = #expect(throws: WhisperError.self) { try WhisperModel(folder: folder.path) }
            #expect(error?.code == .damagedModel)
            try FileManager.default.removeItem(at: folder.appending(path: "tokenizer.json"))
            try FileManager.default.copyItem(
                atPath: Fixtures.model("base") + "/tokenizer.json", toPath: folder.path + "/tokenizer.json")
            error = #expect(throws: WhisperError.self) { try WhisperModel(folder: folder.path) }
            #expect(error?.code == .damagedModel)
        }
    }

    /// The same weights under Hugging Face's names give the same transcript.
    @Test func huggingFaceFolder() throws {
        try withFolder(copying: ["tokenizer.json"]) { folder in
            let source = try CTranslate2File(path: Fixtures.model("tiny.en") + "/model.bin")
            try HuggingFaceExport.write(source, to: folder)
            let model = try WhisperModel(folder: folder.path, computeType: .float32)
            let original = try Models.load("tiny.en", .float32)
            #expect(model.dimensions == original.dimensions)
            let samples = try Fixtures.samples("jfk.wav")
            #expect(try model.transcribe(samples).text == original.transcribe(samples).text)
        }
    }

    private func withFolder(
        copying: [String] = [], linking: [String] = [], _ body: (URL) throws -> Void
    ) throws {
        try TemporaryModel.withFolder { folder in
            let source = try Fixtures.model("tiny.en")
            for name in copying {
                try FileManager.default.copyItem(atPath: "\(source)/\(name)", toPath: folder.appending(path: name).path)
            }
            for name in linking {
                try FileManager.default.createSymbolicLink(
                    atPath: folder.appending(path: name).path, withDestinationPath: "\(source)/\(name)")
            }
            try body(folder)
        }
    }
}
