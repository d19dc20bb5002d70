import ArgumentParser
import Transcription

/// Options about what is said.
struct SpeechOptions: ParsableArguments {
    @Option(help: "The language spoken, such as en or fr; detected when not given.")
    var language: String?

    @Option(help: ArgumentHelp("transcribe, or translate into English.", valueName: "task"))
    var task = RecognitionTask.transcribe

    /// The language in the form that models know; nil to detect it.
    var languageCode: String? {
        language.map { $0.lowercased() }.flatMap { $0 == "auto" ? nil : $0 }
    }
}
