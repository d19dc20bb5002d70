// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import Weights

@testable import Whisper

/// Files with bytes changed at random: whatever they say then, the program goes on.
struct RandomDamageTests {
    private static let family = FamilyReference.Family(
        name: "damaged", mels: 80, vocabulary: 64, heads: 1, encoder: 1, decoder: 1, alignment: nil)

    /// - Returns: Whether it was rejected; anything but the engine's own errors fails the test.
    private func isRejected(_ body: () throws -> Void) -> Bool {
        do {
            try body()
            return false
        } catch is WhisperError {
            return true
        } catch is WeightsError {
            return true
        } catch {
            Issue.record("\(error)")
            return true
        }
    }

    @Test func huggingFaceFolders() throws {
        var random = SplitMix64(seed: 19)
        let weights = Safetensors.data(FamilyWeights(family: Self.family).tensors())
        let header = 8 + weights.withUnsafeBytes { Int($0.loadUnaligned(as: UInt64.self)) }
        let configuration = Data(FamilyFolder(family: Self.family).configuration().utf8)
        var rejected = 0
        try TemporaryModel.withFolder { folder in
            for round in 0..<60 {
                var (first, second) = (weights, configuration)
                if round % 3 == 0 {
                    Self.damage(&second, in: 0..<second.count, with: &random)
                } else {
                    Self.damage(&first, in: round % 3 == 1 ? 0..<header : 0..<first.count, with: &random)
                }
                try first.write(to: folder.appending(path: "model.safetensors"))
                try second.write(to: folder.appending(path: "config.json"))
                let loads = {
                    _ = try ParameterLoader<CPUBackend>(
                        checkpoint: ModelFolder(path: folder.path).checkpoint(), type: .float32
                    ).load()
                }
                if isRejected(loads) { rejected += 1 }
            }
        }
        // Most bytes are weights, any of which may be another number.
        #expect(rejected > 10)
    }

    @Test func cTranslate2Files() throws {
        var random = SplitMix64(seed: 20)
        let path = Bundle.module.bundleURL.appending(path: "Reference/form-int8.ct2")
        let original = try Data(contentsOf: path)
        var rejected = 0
        try TemporaryModel.withFolder { folder in
            let file = folder.appending(path: "model.bin")
            for _ in 0..<150 {
                var data = original
                Self.damage(&data, in: 0..<data.count, with: &random)
                try data.write(to: file)
                if isRejected({ try Self.readAll(CTranslate2Checkpoint(path: file.path)) }) { rejected += 1 }
            }
        }
        #expect(rejected > 10)
    }

    /// Every value, as loading reads them before it knows the sizes.
    private static func readAll(_ checkpoint: any Checkpoint) throws {
        let dimensions = try checkpoint.dimensions()
        for index in 0..<2 { _ = try checkpoint.convolution(index) }
        _ = try checkpoint.embedding()
        for stack in [CheckpointStack.encoder, .decoder] {
            _ = try (checkpoint.positions(stack), checkpoint.finalNorm(stack))
            for layer in 0..<(stack == .encoder ? dimensions.encoderLayers : dimensions.decoderLayers) {
                _ = try checkpoint.attention(stack, layer: layer, cross: false)
                _ = try checkpoint.feedForward(stack, layer: layer)
                if stack == .decoder { _ = try checkpoint.attention(stack, layer: layer, cross: true) }
            }
        }
    }

    /// Changes up to three bytes: one of them often to a digit, since sizes are written in those.
    private static func damage(_ data: inout Data, in range: Range<Int>, with random: inout SplitMix64) {
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let digits = Array("0123456789-[],\"".utf8)
            data[Int.random(in: range, using: &random)] =
                Bool.random(using: &random)
                ? digits.randomElement(using: &random)! : UInt8.random(in: .min ... .max, using: &random)
        }
    }
}
