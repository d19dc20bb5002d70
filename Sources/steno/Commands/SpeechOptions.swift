// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Transcription

/// Options about what is said.
struct SpeechOptions: ParsableArguments {
    @Option(
        help:
            "The language spoken, such as en, pt-BR or german; several with commas, of which one is detected; multi if it changes. Detected when not given."
    )
    var language: String?

    @Option(help: ArgumentHelp("transcribe, or translate into English.", valueName: "task"))
    var task = RecognitionTask.transcribe
}
