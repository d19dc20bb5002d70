import ArgumentParser
import AudioInput
import Whisper

/// The texts of recordings, for scoring compute types against each other.
struct Transcripts: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The texts of recordings: type, file and text, tab-separated; the time on standard error.")

    @Option(help: "A model's folder.") var model: String
    @Option(help: "Compute types.") var types: [String] = ["float32", "int8"]
    @Option(help: "Threads of one call.") var threads = 1
    @Argument(help: "Sound files.") var files: [String]

    func run() throws {
        for name in types {
            guard let type = ComputeType(rawValue: name) else { throw ValidationError("there is no type '\(name)'") }
            let model = try WhisperModel(folder: model, threads: threads, computeType: type)
            for file in files {
                let samples = Array(try AudioFile.read(path: file).prefix(WhisperModel.longestAudio))
                let text = try model.transcribe(samples, options: DecodingOptions(language: "en")).text
                print("\(name)\t\(file)\t\(text)")
            }
        }
    }
}
