// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What Steno reads of a Hugging Face checkpoint's `config.json`.
struct HuggingFaceConfiguration {
    let encoderHeads: Int
    let decoderHeads: Int
    private let file: File
    private let path: String

    private struct File: Decodable {
        /// Anything at all.
        struct Present: Decodable {}

        var model_type: String?
        var architectures: [String]?
        var encoder_attention_heads: Int?
        var decoder_attention_heads: Int?
        var encoder_layers: Int?
        var decoder_layers: Int?
        var d_model: Int?
        var num_mel_bins: Int?
        var vocab_size: Int?
        var activation_function: String?
        var scale_embedding: Bool?
        var quantization_config: Present?
        var tie_word_embeddings: Bool?
    }

    /// - Throws: ``WhisperError`` with `damagedModel`, or `unsupportedModel` for another kind of model.
    init(path: String) throws {
        self.path = path
        guard let data = try? Data(contentsOf: URL(filePath: path)),
            let file = try? JSONDecoder().decode(File.self, from: data)
        else { throw Self.damaged(path) }
        if let type = file.model_type, type != "whisper" { throw Self.foreign(path, "a model of type \(type)") }
        if let kind = file.architectures?.first, kind == "WhisperForAudioClassification" {
            throw Self.foreign(path, "a Whisper encoder that classifies audio")
        }
        if file.quantization_config != nil {
            throw WhisperError(
                .unsupportedModel, "\(path) is of a checkpoint that was quantized after training",
                remedy:
                    "Use the checkpoint in float32, float16 or bfloat16; Steno quantizes it itself (`--compute-type`)")
        }
        if let function = file.activation_function, function != "gelu" {
            throw Self.foreign(path, "a model with the activation \(function)")
        }
        if file.scale_embedding == true { throw Self.foreign(path, "a model with scaled embeddings") }
        guard let encoderHeads = file.encoder_attention_heads, let decoderHeads = file.decoder_attention_heads else {
            throw Self.damaged(path)
        }
        self.file = file
        (self.encoderHeads, self.decoderHeads) = (encoderHeads, decoderHeads)
    }

    /// Whether the output has weights of its own in place of the token embedding.
    var hasOwnProjection: Bool { file.tie_word_embeddings == false }

    /// Holds the sizes of the weights against those that the file names.
    ///
    /// - Throws: ``WhisperError`` with `damagedModel`: a layer would be missing without a word otherwise.
    func check(_ dimensions: ModelDimensions) throws {
        let sizes = [
            ("encoder_layers", file.encoder_layers, dimensions.encoderLayers),
            ("decoder_layers", file.decoder_layers, dimensions.decoderLayers),
            ("d_model", file.d_model, dimensions.width), ("num_mel_bins", file.num_mel_bins, dimensions.melBins),
            ("vocab_size", file.vocab_size, dimensions.vocabulary),
        ]
        for (name, value, own) in sizes where (value ?? own) != own {
            throw WhisperError(
                .damagedModel, "\(path) has \(name) \(value ?? own), but the weights have \(own)",
                remedy: "Fetch the model again: its files are incomplete, or not of one model")
        }
    }

    private static func damaged(_ path: String) -> WhisperError {
        WhisperError(
            .damagedModel, "\(path) is missing or not the configuration of a Whisper model",
            remedy: "Fetch the model again")
    }

    private static func foreign(_ path: String, _ what: String) -> WhisperError {
        WhisperError(
            .unsupportedModel, "\(path) is of \(what), which Steno does not run",
            remedy: "Use a Whisper model that transcribes: `steno models list` shows some")
    }
}
