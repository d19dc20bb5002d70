// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import VoiceActivity
import Whisper

/// Rows and steps a second by batch size and compute type.
struct Kernels: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Encoder rows and decoder steps a second.")

    @Option(help: "A model's folder.") var model: String
    @Option(help: "The folder of Silero VAD's weights.") var vad: String?
    @Option(help: "Compute types.") var types: [String] = ["float32", "int8"]
    @Option(help: "Sequences in a batch.") var batches: [Int] = [1, 4, 8]
    @Option(help: "Seconds of audio of each sequence.") var seconds = 3.0

    func run() throws {
        let samples = (0..<Int(seconds * 16_000)).map { Float(($0 * 7919) % 2001 - 1000) / 10_000 }
        for name in types {
            guard let type = ComputeType(rawValue: name) else { throw ValidationError("there is no type '\(name)'") }
            let model = try WhisperModel(folder: model, computeType: type)
            let peak = try peak(model, type)
            let width = model.dimensions.width
            print("\(name): one product 150 × \(width) × \(4 * width): \(Int(peak)) GOP/s")
            for batch in batches { try measure(model, batch: batch, samples: samples, peak: peak) }
            let probe = try EngineProbe(model: model, sequences: 1, samples: samples)
            let mel = try Measurement.median { try probe.spectrogram(samples) }
            print("mel of \(seconds) s: \(milliseconds(mel)) ms")
        }
        if let vad { try measureVoiceActivity(vad) }
    }

    private func measure(_ model: WhisperModel, batch: Int, samples: [Float], peak: Double) throws {
        let probe = try EngineProbe(model: model, sequences: batch, samples: samples)
        var rows = 0
        let encoder = try Measurement.median { rows = try probe.encode() }
        let steps = 8
        let decoder = try Measurement.median { try probe.decode(steps: steps) } / Double(steps)
        let d = model.dimensions
        let operations = Double(24 * d.width * d.width * d.encoderLayers) * Double(rows)
        print(
            "batch \(batch): encoder \(Int(Double(rows) / encoder)) rows/s (\(Int(100 * operations / encoder / 1e9 / peak)) % "
                + "of the product's rate in linear layers), decoder \(milliseconds(decoder)) ms a step, "
                + "\(Int(Double(batch) / decoder)) tokens/s")
    }

    private func peak(_ model: WhisperModel, _ type: ComputeType) throws -> Double {
        let (rows, width) = (150, model.dimensions.width)
        let product = try EngineProbe.product(rows: rows, inputs: width, outputs: 4 * width, type: type)
        return try 8 * Double(rows * width * width) / Measurement.median(9, product) / 1e9
    }

    private func measureVoiceActivity(_ path: String) throws {
        var detector = VoiceActivityDetector(model: try VoiceActivityModel(path: path))
        let window = [Float](repeating: 0.01, count: 512)
        let time = Measurement.median { for _ in 0..<100 { _ = detector.probability(ofWindow: window) } }
        print("voice activity: \(milliseconds(time / 100)) ms a window of 32 ms")
    }

    private func milliseconds(_ seconds: Double) -> String { "\((seconds * 1e5).rounded() / 100)" }
}
