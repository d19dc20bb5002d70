// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ModelStore
import Transcription
import Whisper

/// Options of the commands that load a model.
struct ModelOptions: ParsableArguments {
    @Option(help: ArgumentHelp("A model's name from `steno models list`, or a folder.", valueName: "name|folder"))
    var model = Catalog.defaultModel

    @Option(help: "Threads of one job; by default jobs that run at the same time share all cores.")
    var threads: Int?

    @Option(help: ArgumentHelp("The number format to compute with.", valueName: "type"))
    var computeType = ComputeType.auto

    @Option(
        help: ArgumentHelp(
            "Texts decoded side by side for a final that is unsure, 1 to 10. More are slower and make fewer errors.",
            valueName: "texts"))
    var beamSize = WhisperRecognizer.defaultBeamSize

    func validate() throws {
        if let threads, !(1...1_024).contains(threads) {
            throw ValidationError("--threads takes a number from 1 to 1024.")
        }
        guard WhisperRecognizer.beamSizes.contains(beamSize) else {
            throw ValidationError("--beam-size takes a number from 1 to 10.")
        }
    }
}
