// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif
import Weights

/// A form of model that Steno does not read, and the way from there to one that it does.
enum ForeignFormat: String {
    case ggml = "a GGML model of whisper.cpp"
    case gguf = "a GGUF model"
    case pickle = "PyTorch weights"
    case checkpoint = "a PyTorch checkpoint of openai-whisper"
    case adapter = "a LoRA adapter"
    case onnx = "an ONNX model"
    case tensorFlow = "TensorFlow weights"
    case flax = "Flax weights"
    case mlx = "an MLX model"
    case nemo = "a NeMo model"

    /// The format of a file, by its first bytes, else by its name.
    init?(file path: String) {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        switch FileSignature.bytes(of: path, count: 4) {
        case Array("lmgg".utf8): self = .ggml
        case Array("GGUF".utf8): self = .gguf
        // PyTorch writes a zip archive, and a pickle before version 1.6.
        case [0x50, 0x4B, 0x03, 0x04] where !name.hasSuffix(".npz"), [0x80, 0x02, 0x8A, 0x0A]:
            self = name.hasSuffix(".bin") ? .pickle : .checkpoint
        default: self.init(name: name)
        }
    }

    /// The first format of those in a folder's files.
    init?(folder path: String) {
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
        guard let found = names.lazy.compactMap({ ForeignFormat(file: "\(path)/\($0)") }).first else { return nil }
        self = found
    }

    private init?(name: String) {
        switch name {
        case "adapter_config.json", "adapter_model.safetensors", "adapter_model.bin": self = .adapter
        case "pytorch_model.bin", "pytorch_model.bin.index.json": self = .pickle
        case "weights.npz", "weights.safetensors": self = .mlx
        case "flax_model.msgpack": self = .flax
        case "tf_model.h5": self = .tensorFlow
        default:
            switch name.split(separator: ".").last {
            case "gguf": self = .gguf
            case "onnx": self = .onnx
            case "pt", "pth", "ckpt": self = .checkpoint
            case "nemo": self = .nemo
            default: return nil
            }
        }
    }

    /// An error for what lies at `path`.
    func error(at path: String) -> WhisperError {
        WhisperError(.unsupportedModel, "\(path) holds \(rawValue), which Steno does not read", remedy: remedy)
    }

    private var remedy: String {
        switch self {
        case .ggml, .gguf:
            "Nothing converts it back: pull the model that it was made from, or convert that one's Hugging Face checkpoint with `ct2-transformers-converter`"
        case .pickle, .tensorFlow, .flax:
            "Convert the folder with `ct2-transformers-converter --model FOLDER --output_dir NEW --copy_files tokenizer.json`"
        case .checkpoint:
            "Convert it with `convert_openai_to_hf.py` of transformers 4 (`python -m transformers.models.whisper.convert_openai_to_hf`)"
        case .adapter:
            "Merge it into its base model with `merge_and_unload` of peft, and save that with `save_pretrained`"
        case .onnx, .mlx: "Pull the Hugging Face checkpoint that it was made from"
        case .nemo: "Steno runs Whisper models only: `steno models list` shows some"
        }
    }
}
