// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AudioInput
import Foundation
import Transcription
import VoiceActivity
import Whisper

/// Transcribes recordings as live sessions on a machine that always has time, for Benchmarks/accuracy.py.
struct WordsBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "words",
        abstract: "Transcribe recordings as live sessions do: texts, and how soon words are stable, as lines of JSON.")

    @Option(help: "A model's folder.")
    var model: String
    @Option(help: "The voice detector's weights.")
    var voiceActivity: String
    @Option(help: "Numbers to compute with: \(ComputeType.allCases.map(\.rawValue).joined(separator: ", ")).")
    var computeType = ComputeType.auto.rawValue
    @Option(help: "Threads.")
    var threads = 2
    @Option(help: "Language of the recordings, auto to detect it.")
    var language = "en"
    @Option(help: "Words to expect.")
    var prompt: String?
    @Option(help: "A folder with a list of hot words for each recording NAME.flac: NAME.txt, a phrase a line.")
    var hotWords: String?
    @Option(help: "By how much the weights of hot words are multiplied.")
    var strength: Float = 1
    @Flag(help: "Give the lists as prompts, not as hot words.")
    var asPrompt = false
    @Option(help: "Milliseconds of silence that end an utterance.")
    var silence = 500.0
    @Option(help: "Milliseconds between partials.")
    var interval = 500.0
    @Option(help: "The share of partials for which there is time, 0 to 1.")
    var time = 1.0
    @Flag(help: "As recordings are transcribed: without partials, with a longer silence.")
    var recording = false
    @Option(help: "Seconds before the end of a final text that are encoded again with the next.")
    var settling = StreamingSettings().settling
    @Option(help: "Seconds at the end that every partial encodes again.")
    var revised = StreamingSettings().revised
    @Option(help: "Texts of a final that are decoded side by side; 1 for greedy decoding.")
    var beamSize = WhisperRecognizer.defaultBeamSize
    @Option(help: "Positions of silence that are attended to as one.")
    var silenceStep = StreamingSettings().silenceStep
    @Option(help: "Powers of ten by which a sound must be louder than all before to have everything encoded again.")
    var levelTolerance = StreamingSettings().levelTolerance
    @Argument(help: "Recordings.")
    var files: [String]

    private struct Line: Encodable {
        struct Final: Encodable {
            var text: String
            var start: Double
            var end: Double
            var language: String
            var words: [Word]
        }
        struct Word: Encodable {
            var text: String
            var start: Double
            var end: Double
        }
        var file: String
        var seconds: Double
        var processorSeconds: Double
        var partials: TimedRecognizer.Cost
        var thorough: TimedRecognizer.Cost
        var empty: Int
        var delays: [Double]
        var finals: [Final]
    }

    func run() throws {
        let model = try WhisperModel(
            folder: model, threads: threads, computeType: ComputeType(rawValue: computeType) ?? .auto,
            streaming: StreamingSettings(
                revised: revised, settling: settling, levelTolerance: levelTolerance, silenceStep: silenceStep))
        let voice = try VoiceActivityModel(path: voiceActivity)
        for file in files {
            let line = try transcribe(file, WhisperRecognizer(model: model, beamSize: beamSize), voice)
            print(String(decoding: try JSONEncoder().encode(line), as: UTF8.self))
            fflush(nil)
        }
    }

    private func session(for file: String) throws -> SessionConfiguration {
        var session = session
        guard let hotWords else { return session }
        let name = URL(filePath: file).deletingPathExtension().lastPathComponent
        let lines = try String(contentsOfFile: "\(hotWords)/\(name).txt", encoding: .utf8).split(separator: "\n")
        if asPrompt {
            session.prompt = Prompt(lines.joined(separator: ", "))
        } else {
            session.hotWords = try HotWords(lines.map { try HotWord(parsing: String($0)) }, strength: strength)
        }
        return session
    }

    private var session: SessionConfiguration {
        let language = language == "auto" ? nil : language
        let prompt = prompt.flatMap { Prompt($0) }
        if recording {
            return SessionConfiguration.recording(
                language: language, task: .transcribe, prompt: prompt, wordTimes: true)
        }
        var session = SessionConfiguration(language: language, prompt: prompt, wordTimes: true)
        session.endpointer.silence = Endpointer.Settings.samples(milliseconds: silence)
        session.partialInterval = Endpointer.Settings.samples(milliseconds: interval)
        return session
    }

    private func transcribe(
        _ file: String, _ recognizer: WhisperRecognizer, _ voice: VoiceActivityModel
    ) throws -> Line {
        let recognizer = TimedRecognizer(recognizer)
        var chance = SystemRandomNumberGenerator()
        let detector = VoiceActivityDetector(model: voice)
        var replay = try SessionReplay(
            configuration: try session(for: file), detector: detector, recognizer: recognizer,
            runsPartial: { Double.random(in: 0..<1, using: &chance) < time })
        var source = try AudioFile(path: file)
        var count = 0
        let start = clock()
        while let block = try source.next() {
            replay.append(block)
            count += block.count
        }
        replay.finish()
        func seconds(_ samples: Int) -> Double { Double(samples) / 16_000 }
        var (finals, empty): ([Line.Final], Int) = ([], 0)
        for event in replay.events {
            switch event {
            case .final(let final):
                finals.append(
                    Line.Final(
                        text: final.text, start: seconds(final.start), end: seconds(final.end),
                        language: final.language,
                        words: final.words.map {
                            Line.Word(text: $0.text, start: seconds($0.start), end: seconds($0.end))
                        }))
            case .empty: empty += 1
            default: break
            }
        }
        return Line(
            file: file, seconds: seconds(count),
            processorSeconds: Double(clock() - start) / Double(CLOCKS_PER_SEC),
            partials: recognizer.cost(of: .partial), thorough: recognizer.cost(of: .final), empty: empty,
            delays: replay.confirmations.map { seconds($0.position - $0.end) }, finals: finals)
    }
}
