// SPDX-License-Identifier: Apache-2.0

import Logging
import ModelStore
import Transcription
import VoiceActivity
import Whisper

/// A loaded model with the threads it runs on.
struct Engine {
    let name: String
    let model: WhisperModel
    /// Texts of a final that are decoded side by side.
    let beamSize: Int
    let voiceActivity: VoiceActivityModel
    let pool: InferencePool

    /// Loads a model, given by name or as a folder, and the voice activity model.
    ///
    /// - Parameters:
    ///   - computeType: what the model computes with.
    ///   - beamSize: texts of a final that are decoded side by side.
    ///   - threads: threads of one job; nil: those that run at the same time divide the cores among them.
    ///   - workers: jobs at a time.
    init(
        model nameOrFolder: String, in store: ModelStore, computeType: ComputeType, beamSize: Int, threads: Int?,
        workers: Int, logger: Logger
    ) throws {
        let folder = try store.path(of: nameOrFolder)
        let voiceActivityFolder = try store.path(of: Catalog.voiceActivityModel)
        name = nameOrFolder == folder ? Self.lastComponent(of: folder) : nameOrFolder
        voiceActivity = try VoiceActivityModel(path: "\(voiceActivityFolder)/\(VoiceActivityModel.fileName)")
        model = try WhisperModel(
            folder: folder, threads: threads ?? Processor.count, sharesThreads: threads == nil, computeType: computeType
        )
        self.beamSize = beamSize
        pool = try InferencePool(
            recognizer: WhisperRecognizer(model: model, beamSize: beamSize), settings: .init(workers: workers),
            logger: logger)
    }

    /// The code of a language, however it is written; nil to detect it.
    ///
    /// - Throws: ``LanguageError`` for what is none, and for one that the model lacks.
    func language(_ text: String?) throws -> LanguageChoice {
        try LanguageChoice(parsing: text.map { [$0] } ?? [], among: model.languages, model: name)
    }

    /// Checks that the model can do what is asked of it.
    func check(task: RecognitionTask) throws {
        if task == .translate, model.languages.count == 1 {
            throw CommandError(
                "The model \(name) supports English only and cannot translate",
                remedy: "Use a multilingual model, such as base.")
        }
    }

    private static func lastComponent(of path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }
}
