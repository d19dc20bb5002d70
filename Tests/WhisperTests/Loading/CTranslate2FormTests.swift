// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Whisper

/// A tiny model in every type that CTranslate2 writes, by its own converter; see Tests/Reference/README.md.
struct CTranslate2FormTests {
    private static let folder = Bundle.module.bundleURL.appending(path: "Reference").path

    /// The largest error of a value up to 1: of the type, or half a step of the quantization.
    private static let errors: [(String, Float)] = [
        ("float32", 0), ("float16", 0), ("bfloat16", 0), ("int16", 0.5 / 1024), ("int8", 0.5 / 127),
        ("int8_float32", 0.5 / 127), ("int8_float16", 0.5 / 127), ("int8_bfloat16", 0.5 / 127),
    ]

    @Test(arguments: errors)
    func readsTheValuesThatWentIn(type: String, error: Float) throws {
        let source: [String: [Float]] = try Reference.load("forms")
        let checkpoint = try CTranslate2Checkpoint(path: "\(Self.folder)/form-\(type).ct2")
        let dimensions = try checkpoint.dimensions()
        #expect(dimensions.width == 8 && dimensions.melBins == 4 && dimensions.vocabulary == 16)
        #expect(dimensions.encoderHeads == 2 && dimensions.decoderHeads == 2 && dimensions.decoderLayers == 1)

        let attention = try checkpoint.attention(.decoder, layer: 0, cross: true)
        let convolution = try checkpoint.convolution(0)
        // Outputs × 3 × inputs.
        let kernel = source["model.encoder.conv1.weight"]!
        var taps: [Float] = []
        for output in 0..<8 {
            for tap in 0..<3 { for input in 0..<4 { taps.append(kernel[output * 12 + input * 3 + tap]) } }
        }
        let keyBias = [Float](repeating: 0, count: 8)
        let cross = "model.decoder.layers.0.encoder_attn"
        let pairs: [(values: [Float], expected: [Float], quantized: Bool)] = [
            (try checkpoint.embedding(), source["model.decoder.embed_tokens.weight"]!, true),
            (
                attention.keyValue.weight, source["\(cross).k_proj.weight"]! + source["\(cross).v_proj.weight"]!, true
            ),
            (attention.keyValue.bias ?? [], keyBias + source["\(cross).v_proj.bias"]!, false),
            (convolution.weight, taps, true), (convolution.bias ?? [], source["model.encoder.conv1.bias"]!, false),
            (
                try checkpoint.feedForward(.encoder, layer: 0).inner.weight,
                source["model.encoder.layers.0.fc1.weight"]!, true
            ),
            (try checkpoint.finalNorm(.encoder).scale, source["model.encoder.layer_norm.weight"]!, false),
            (try checkpoint.positions(.encoder), source["model.encoder.embed_positions.weight"]!, false),
        ]
        for (values, expected, quantized) in pairs {
            #expect(values.count == expected.count)
            let largest = zip(values, expected).map { abs($0 - $1) }.max() ?? 1
            #expect(largest <= (quantized ? error * 1.001 : 0))
            // Quantized values are not those of another type.
            #expect(error == 0 || !quantized || largest > 0)
        }
    }

    @Test func rejectsOtherRevisions() throws {
        try TemporaryModel.withFolder { folder in
            var data = try Data(contentsOf: URL(filePath: "\(Self.folder)/form-float16.ct2"))
            // After the version, and the name with its length and its NUL.
            data[4 + 2 + 12] = 1
            let path = folder.appending(path: "model.bin").path
            try data.write(to: URL(filePath: path))
            let error = #expect(throws: WhisperError.self) { try CTranslate2Checkpoint(path: path) }
            #expect(error?.description.contains("of revision 1") == true)
            #expect(error?.description.contains("ct2-transformers-converter") == true)
        }
    }

    @Test func rejectsOtherModels() throws {
        try TemporaryModel.withFolder { folder in
            var data = try Data(contentsOf: URL(filePath: "\(Self.folder)/form-float16.ct2"))
            data.replaceSubrange(6..<17, with: Data("Wav2VecSpec".utf8))
            let path = folder.appending(path: "model.bin").path
            try data.write(to: URL(filePath: path))
            let error = #expect(throws: WhisperError.self) { try CTranslate2Checkpoint(path: path) }
            #expect(error?.description.contains("holds a Wav2VecSpec, not a Whisper model") == true)
        }
    }
}
