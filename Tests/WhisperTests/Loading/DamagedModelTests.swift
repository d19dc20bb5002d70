// SPDX-License-Identifier: Apache-2.0

import Foundation
import StenoTesting
import Testing
import Weights

@testable import Whisper

/// Folders that hold no model that can be run: one sentence with a remedy for each, and never a crash.
struct DamagedModelTests {
    /// Small in all but what loading checks.
    private static let family = FamilyReference.Family(
        name: "damaged", mels: 80, vocabulary: 64, heads: 1, encoder: 2, decoder: 1, alignment: nil)
    private static let tensors = FamilyWeights(family: family).tensors()

    /// Loads all weights of a Hugging Face folder with these tensors and this configuration, `config.json` and others.
    private func load(
        _ tensors: [Safetensors.Tensor] = Self.tensors, configuration: [String: String] = [:],
        files: [String: String] = [:], shards: Int = 1, change: (URL) throws -> Void = { _ in }
    ) throws {
        try TemporaryModel.withFolder { folder in
            if shards == 1 {
                try Safetensors.data(tensors).write(to: folder.appending(path: "model.safetensors"))
            } else {
                try Safetensors.writeShards(tensors, count: shards, type: .float32, to: folder)
            }
            let config = FamilyFolder(family: Self.family).configuration(configuration)
            for (name, text) in files.merging(["config.json": config], uniquingKeysWith: { own, _ in own }) {
                try Data(text.utf8).write(to: folder.appending(path: name))
            }
            try change(folder)
            _ = try ParameterLoader<CPUBackend>(
                checkpoint: ModelFolder(path: folder.path).checkpoint(), type: .float32
            ).load()
        }
    }

    private func message(_ body: () throws -> Void) throws -> String {
        do {
            try body()
        } catch let error as WhisperError {
            #expect(error.remedy != nil)
            return error.description
        } catch let error as WeightsError {
            #expect(error.remedy != nil)
            return error.description
        }
        Issue.record("it was loaded")
        return ""
    }

    private func changed(_ name: String, _ change: (inout Safetensors.Tensor) -> Void) -> [Safetensors.Tensor] {
        Self.tensors.map { tensor in
            var tensor = tensor
            if tensor.name == "model." + name { change(&tensor) }
            return tensor
        }
    }

    @Test func loadsWhatIsWhole() throws {
        try load()
        try load(shards: 3)
        // Without the head around the model, or in another one's.
        try load(Self.tensors.map { .init(name: String($0.name.dropFirst(6)), shape: $0.shape, values: $0.values) })
        try load(Self.tensors.map { .init(name: "_orig_mod." + $0.name, shape: $0.shape, values: $0.values) })
    }

    @Test(arguments: [0, 7, 100, 20_000]) func truncatedShard(count: Int) throws {
        let text = try message {
            try load(shards: 2) { folder in
                let path = folder.appending(path: "model-00002-of-00002.safetensors")
                try Data(contentsOf: path).prefix(count).write(to: path)
            }
        }
        #expect(text.contains("model-00002-of-00002.safetensors is damaged"))
        #expect(text.contains("Fetch the model again."))
    }

    @Test func missingShard() throws {
        let text = try message {
            try load(shards: 2) { folder in
                try FileManager.default.removeItem(at: folder.appending(path: "model-00002-of-00002.safetensors"))
            }
        }
        #expect(text.contains("it names model-00002-of-00002.safetensors, which cannot be read"))
    }

    @Test(arguments: ["../model.safetensors", "/etc/passwd", "a/b.safetensors", "..", ""])
    func shardOutsideOfTheFolder(name: String) throws {
        let index = #"{"weight_map": {"model.encoder.conv1.weight": "\#(name)"}}"#
        let text = try message {
            try load(shards: 2) { folder in
                try Data(index.utf8).write(to: folder.appending(path: "model.safetensors.index.json"))
            }
        }
        #expect(text.contains("\"\(name)\", which is not a file in its folder"))
    }

    @Test func missingTensor() throws {
        let text = try message { try load(Self.tensors.filter { !$0.name.hasSuffix("decoder.layers.0.fc2.weight") }) }
        #expect(text.contains("has no tensor named model.decoder.layers.0.fc2.weight"))
    }

    /// A shard less, and the model would have a layer less.
    @Test func missingLayer() throws {
        let text = try message { try load(Self.tensors.filter { !$0.name.contains("encoder.layers.1.") }) }
        #expect(text.contains("has encoder_layers 2, but the weights have 1"))
    }

    @Test(
        arguments: [
            ("decoder.layers.0.self_attn.q_proj.weight", [64, 32]), ("encoder.layers.1.fc2.weight", [32, 256]),
            ("encoder.layers.0.fc1.weight", [255, 63]), ("encoder.layer_norm.bias", [1]),
            ("encoder.conv2.weight", [64, 32, 3]), ("encoder.conv1.weight", [64, 80, 2]),
            ("encoder.conv1.weight", [64]),
            ("encoder.conv2.weight", [64, 0, 3]), ("encoder.conv1.weight", [0, 80, 3]),
            ("encoder.embed_positions.weight", [750, 64]), ("decoder.embed_positions.weight", [100, 64]),
            ("decoder.embed_tokens.weight", [64, 0]), ("decoder.embed_tokens.weight", [0, 64]),
            ("encoder.conv1.weight", [0, 4_611_686_018_427_387_904, 3]),
        ])
    func wrongShape(name: String, shape: [Int]) throws {
        let tensors = changed(name) { tensor in
            tensor.shape = shape
            tensor.values = shape.contains(0) ? [] : Array(tensor.values.prefix(shape.reduce(1, *)))
        }
        let text = try message { try load(tensors, configuration: ["vocab_size": "null", "num_mel_bins": "null"]) }
        #expect(text.hasSuffix("."))
    }

    @Test(arguments: [Float.nan, .infinity, -.infinity]) func weightThatIsNoNumber(value: Float) throws {
        let tensors = changed("decoder.layers.0.fc1.weight") { $0.values[1000] = value }
        let text = try message { try load(tensors) }
        #expect(text.contains("decoder layer 0 feed-forward has weights that are not finite numbers"))
    }

    @Test(arguments: ["bert", "wav2vec2"]) func anotherArchitecture(type: String) throws {
        let text = try message {
            try load(
                [.init(name: "\(type).encoder.layer.0.attention.self.query.weight", shape: [1], values: [1])],
                files: ["config.json": "{\"model_type\": \"\(type)\", \"num_attention_heads\": 12}"])
        }
        #expect(text.contains("config.json is of a model of type \(type), which Steno does not run."))
        #expect(text.contains("Use a Whisper model that transcribes"))
    }

    @Test func weightsOfAnotherArchitecture() throws {
        let tensors = Self.tensors.map {
            Safetensors.Tensor(
                name: "bert." + $0.name.replacing("conv1", with: "x"), shape: $0.shape, values: $0.values)
        }
        #expect(try message { try load(tensors) }.contains("holds no Whisper model"))
    }

    @Test(
        arguments: [
            (["architectures": #"["WhisperForAudioClassification"]"#], "classifies audio"),
            (["activation_function": #""relu""#], "the activation relu"), (["scale_embedding": "true"], "scaled"),
            (["quantization_config": #"{"load_in_8bit": true}"#], "quantized after training"),
            (["encoder_attention_heads": "0"], "sizes do not fit"),
            (["decoder_attention_heads": "3"], "sizes do not fit"),
            (["encoder_attention_heads": "null"], "not the configuration of a Whisper model"),
            (["d_model": "128"], "d_model 128, but the weights have 64"),
        ])
    func configurationOfAnotherModel(change: [String: String], words: String) throws {
        #expect(try message { try load(configuration: change) }.contains(words))
    }

    @Test func outputWeightsOfItsOwn() throws {
        let embedding = Self.tensors.first { $0.name.hasSuffix("embed_tokens.weight") }!
        var projection = Safetensors.Tensor(name: "proj_out.weight", shape: embedding.shape, values: embedding.values)
        try load(Self.tensors + [projection], configuration: ["tie_word_embeddings": "false"])
        projection.values[5] += 1
        try load(Self.tensors + [projection])
        let text = try message {
            try load(Self.tensors + [projection], configuration: ["tie_word_embeddings": "false"])
        }
        #expect(text.contains("has output weights of its own"))
    }

    @Test func preprocessorThatDisagrees() throws {
        let own = #"{"feature_size": 128, "n_fft": 400, "hop_length": 160, "sampling_rate": 16000}"#
        try load(files: ["preprocessor_config.json": own])
        for (field, value) in [("n_fft", 512), ("hop_length", 200), ("sampling_rate", 22_050)] {
            let text = try message { try load(files: ["preprocessor_config.json": "{\"\(field)\": \(value)}"]) }
            #expect(text.contains("asks for a \(field) of \(value)"))
        }
        let text = try message { try load(files: ["preprocessor_config.json": "{"]) }
        #expect(text.contains("preprocessor_config.json does not describe a spectrogram"))
    }

    @Test(
        arguments: [
            ("ggml-base.bin", "lmgg", "GGML"), ("base.gguf", "GGUF", "GGUF"), ("model.bin", "lmgg", "GGML"),
            ("pytorch_model.bin", "PK\u{3}\u{4}", "PyTorch"), ("model.bin", "PK\u{3}\u{4}", "PyTorch"),
            ("base.pt", "PK\u{3}\u{4}", "openai-whisper"), ("adapter_model.safetensors", "xxxx", "LoRA"),
            ("encoder_model.onnx", "xxxx", "ONNX"), ("weights.npz", "PK\u{3}\u{4}", "MLX"),
            ("flax_model.msgpack", "xxxx", "Flax"), ("tf_model.h5", "xxxx", "TensorFlow"),
        ])
    func namesFormsThatItCannotRead(file: String, content: String, name: String) throws {
        try TemporaryModel.withFolder { folder in
            let path = folder.appending(path: file)
            try Data((content + "rest of it").utf8).write(to: path)
            try Data("{}".utf8).write(to: folder.appending(path: "config.json"))
            for given in [folder.path, path.path] {
                let text = try message { _ = try WhisperModel(folder: given) }
                #expect(text.contains(name) && text.contains("which Steno does not read"))
            }
            let error = ForeignFormat(folder: folder.path)?.error(at: "x")
            if name == "GGML" || name == "GGUF" || file == "pytorch_model.bin" {
                #expect(error?.remedy?.contains("ct2-transformers-converter") == true)
            }
            if file == "base.pt" { #expect(error?.remedy?.contains("convert_openai_to_hf") == true) }
        }
    }

    @Test func namesAFileWhereAFolderBelongs() throws {
        let text = try message { _ = try WhisperModel(folder: Fixtures.model("base") + "/model.bin") }
        #expect(text.contains("model.bin is a file, not a model folder. Name the folder that holds it."))
    }

    @Test func namesTheSnapshotsOfACache() throws {
        try TemporaryModel.withFolder { folder in
            try FileManager.default.createDirectory(
                at: folder.appending(path: "snapshots/abc"), withIntermediateDirectories: true)
            let text = try message { _ = try WhisperModel(folder: folder.path) }
            #expect(text.contains("Name a folder in \(folder.path)/snapshots."))
        }
    }

    /// Opening a pipe would wait forever for its writer.
    @Test func aPipeIsNoModel() throws {
        try TemporaryModel.withFolder { folder in
            #expect(mkfifo(folder.appending(path: "model.bin").path, 0o600) == 0)
            let text = try message { _ = try WhisperModel(folder: folder.path) }
            #expect(text.contains("is not a regular file"))
        }
    }
}
