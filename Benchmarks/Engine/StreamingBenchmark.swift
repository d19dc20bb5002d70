// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AudioInput
import Foundation
import Whisper

/// Listens to recordings as a live session does, one pass after every step, and says what a pass costs.
struct StreamingBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "streaming",
        abstract:
            "Transcribe recordings step by step: the cost of a pass by the length of the audio, and the final texts.",
        discussion: """
            Every recording is one utterance. Prints lines of file and text, for Benchmarks/transcript_wer.py, and the
            costs as lines that begin with #.
            """)

    @Option(help: "A model's folder.")
    var model: String
    @Option(help: "Numbers to compute with: \(ComputeType.allCases.map(\.rawValue).joined(separator: ", ")).")
    var computeType = ComputeType.auto.rawValue
    @Option(help: "Seconds of audio between passes.")
    var step = 0.5
    @Option(help: "Seconds at the end that are encoded again in every pass.")
    var revised = StreamingSettings().revised
    @Option(help: "Powers of ten by which a louder sound makes everything be encoded again.")
    var levelTolerance = StreamingSettings().levelTolerance
    @Option(help: "Seconds of silence behind the audio.")
    var silence = StreamingSettings().silence
    @Option(help: "Positions of silence, and of audio long past, that are attended to as one.")
    var silenceStep = StreamingSettings().silenceStep
    @Option(help: "Seconds before what is encoded again that it attends to in full.")
    var nearby = StreamingSettings().nearby
    @Option(help: "Recordings that are in one batch.")
    var batch = 1
    @Flag(help: "Keep nothing from pass to pass.")
    var stateless = false
    @Flag(help: "Decode all of the text again in every pass, also words on which two passes agreed.")
    var noAgreement = false
    @Flag(help: "Only the final pass over the whole recording.")
    var finalOnly = false
    @Flag(help: "Over the full window of 30 s.")
    var fullWindow = false
    @Flag(help: "Without second attempts.")
    var noFallback = false
    @Option(help: "Language of the recordings.")
    var language = "en"
    @Argument(help: "Recordings.")
    var files: [String]

    func run() throws {
        let model = try WhisperModel(
            folder: model, computeType: ComputeType(rawValue: computeType) ?? .auto,
            streaming: StreamingSettings(
                revised: revised, levelTolerance: levelTolerance, silence: silence, silenceStep: silenceStep,
                nearby: nearby))
        var costs = PassCosts()
        for start in stride(from: 0, to: files.count, by: batch) {
            let group = Array(files[start..<min(start + batch, files.count)])
            let samples = try group.map { try Self.samples(of: $0) }
            for (file, text) in zip(group, try listen(to: samples, model, &costs)) { print("\(file)\t\(text)") }
        }
        for line in costs.report { print("# \(line)") }
    }

    private static func samples(of path: String) throws -> [Float] {
        var file = try AudioFile(path: path)
        var samples: [Float] = []
        while let block = try file.next() { samples += block }
        return Array(samples.prefix(WhisperModel.longestAudio))
    }

    private func listen(to recordings: [[Float]], _ model: WhisperModel, _ costs: inout PassCosts) throws -> [String] {
        let states = recordings.map { _ in stateless ? nil : StreamingState() }
        let longest = recordings.map(\.count).max() ?? 0
        var texts = recordings.map { _ in "" }
        var agreements = recordings.map { _ in TokenAgreement() }
        let stepSize = finalOnly ? longest : Int(step * Double(WhisperModel.sampleRate))
        for end in stride(from: stepSize, to: longest + stepSize, by: stepSize) {
            let active = recordings.indices.filter { recordings[$0].count > end - stepSize }
            let requests = active.map { index in
                let isFinal = recordings[index].count <= end
                return TranscriptionRequest(
                    samples: Array(recordings[index].prefix(end)),
                    options: DecodingOptions(
                        language: language, prefix: noAgreement ? [] : agreements[index].stable.flatMap { $0 },
                        window: fullWindow ? .full : .trimmed, wordTimes: true,
                        fallback: isFinal && !noFallback, acceptsCutLoops: true),
                    state: states[index])
            }
            let seconds = Double(requests.map(\.samples.count).reduce(0, +)) / 16_000 / Double(requests.count)
            let results = costs.measure(audio: seconds, batch: requests.count) { model.transcribe(requests) }
            for (index, result) in zip(active, results) {
                let transcript = try result.get()
                texts[index] = transcript.text
                agreements[index].update(transcript.words.map(\.tokens))
            }
        }
        return texts
    }
}
