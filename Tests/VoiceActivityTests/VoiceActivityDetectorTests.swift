// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import StenoTesting
import Testing
import VoiceActivity
import Weights

struct VoiceActivityDetectorTests {
    static let model = Result {
        try VoiceActivityModel(path: Fixtures.model("silero-vad") + "/" + VoiceActivityModel.fileName)
    }

    /// The official ONNX model's probabilities, made by Tests/Reference/silero_reference.py.
    private static func reference(_ name: String) throws -> [Float] {
        let url = try #require(Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Reference"))
        return try JSONDecoder().decode([Float].self, from: Data(contentsOf: url))
    }

    private static func processorNanoseconds() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }

    private static var isOptimized: Bool {
        #if DEBUG
            false
        #else
            true
        #endif
    }

    private static func probabilities(_ samples: [Float]) throws -> [Float] {
        var detector = VoiceActivityDetector(model: try model.get())
        return stride(from: 0, through: samples.count - 512, by: 512).map { start in
            detector.probability(ofWindow: samples[start..<(start + 512)])
        }
    }

    @Test(arguments: ["jfk", "dev00", "trn05"])
    func agreesWithTheOfficialModel(_ name: String) throws {
        let expected = try Self.reference(name)
        let actual = try Self.probabilities(try Fixtures.samples("\(name).wav"))
        #expect(actual.count == expected.count)
        let difference = zip(actual, expected).map { abs($0 - $1) }.max() ?? 1
        #expect(difference < 0.01)
    }

    @Test func resetForgets() throws {
        let samples = try Fixtures.samples("jfk.wav")
        var detector = VoiceActivityDetector(model: try Self.model.get())
        let first = detector.probability(ofWindow: samples[20_000..<20_512])
        let second = detector.probability(ofWindow: samples[20_000..<20_512])
        detector.reset()
        #expect(detector.probability(ofWindow: samples[20_000..<20_512]) == first)
        #expect(first != second)
    }

    @Test func copiesGoTheirOwnWays() throws {
        let samples = try Fixtures.samples("jfk.wav")
        var one = VoiceActivityDetector(model: try Self.model.get())
        _ = one.probability(ofWindow: samples[20_000..<20_512])
        var other = one
        _ = other.probability(ofWindow: [Float](repeating: 0, count: 512))
        var fresh = VoiceActivityDetector(model: try Self.model.get())
        _ = fresh.probability(ofWindow: samples[20_000..<20_512])
        let next = samples[20_512..<21_024]
        #expect(one.probability(ofWindow: next) == fresh.probability(ofWindow: next))
    }

    @Test(arguments: [Float.nan, .infinity, -.infinity, .greatestFiniteMagnitude])
    func recoversFromIndigestibleSamples(_ value: Float) throws {
        let samples = try Fixtures.samples("jfk.wav")
        var detector = VoiceActivityDetector(model: try Self.model.get())
        #expect(detector.probability(ofWindow: [Float](repeating: value, count: 512)) == 0)
        var fresh = VoiceActivityDetector(model: try Self.model.get())
        for start in [20_000, 20_512, 21_024] {
            let window = samples[start..<(start + 512)]
            #expect(detector.probability(ofWindow: window) == fresh.probability(ofWindow: window))
        }
    }

    @Test func samplesNeedNotBeContiguous() throws {
        let samples = try Fixtures.samples("jfk.wav")[20_000..<20_512]
        var one = VoiceActivityDetector(model: try Self.model.get())
        var other = one
        #expect(one.probability(ofWindow: samples) == other.probability(ofWindow: samples.reversed().reversed()))
        #expect(one.probability(ofWindow: samples) == other.probability(ofWindow: samples.lazy.map { $0 }))
    }

    /// The processor time of windows that nothing disturbed: one in ten takes no longer than this.
    @Test(.enabled(if: isOptimized))
    func takesLittleTime() throws {
        var detector = VoiceActivityDetector(model: try Self.model.get())
        let samples = try Fixtures.samples("jfk.wav")
        let times = stride(from: 0, through: samples.count - 512, by: 512).map { start in
            let before = Self.processorNanoseconds()
            _ = detector.probability(ofWindow: samples[start..<(start + 512)])
            return Self.processorNanoseconds() - before
        }
        #expect(times.sorted()[times.count / 10] < 100_000)
    }

    @Test func otherModelsAreRejected() throws {
        let folder = try Fixtures.model("silero-vad")
        let absent = #expect(throws: WeightsError.self) { try VoiceActivityModel(path: folder + "/absent.onnx") }
        #expect(absent?.code == .unreadable)
        let recording = try Fixtures.path("jfk.wav")
        let foreign = #expect(throws: WeightsError.self) { try VoiceActivityModel(path: recording) }
        #expect(foreign?.code == .damaged)
    }
}
