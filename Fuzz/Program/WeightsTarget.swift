// SPDX-License-Identifier: Apache-2.0

import Weights

/// A file of weights: its directory, and the data of every tensor.
protocol WeightsTarget: FuzzTarget {
    associatedtype File: WeightFile
    static func open(_ path: String) throws(WeightsError) -> File
}

extension WeightsTarget {
    static func run(_ input: UnsafeBufferPointer<UInt8>) {
        guard let file = try? Self.open(InputFile.write(input)) else { return }
        precondition(Set(file.names).count == file.names.count)
        for name in file.names {
            guard file.contains(name), let tensor = try? file.tensor(name) else { preconditionFailure() }
            // Reading a tensor takes memory of its size: no more than the file has.
            precondition(tensor.count * tensor.type.byteCount <= input.count)
            tensor.withBytes { bytes in precondition(bytes.count == tensor.count * tensor.type.byteCount) }
            let values = (try? tensor.floats().count) ?? (try? tensor.integers().count)
            precondition(values == tensor.count)
        }
    }
}

/// `.safetensors`.
enum SafetensorsTarget: WeightsTarget {
    static let name = "safetensors"
    static func open(_ path: String) throws(WeightsError) -> SafetensorsFile { try SafetensorsFile(path: path) }
}

/// `model.bin` of CTranslate2.
enum CTranslate2Target: WeightsTarget {
    static let name = "ctranslate2"
    static func open(_ path: String) throws(WeightsError) -> CTranslate2File { try CTranslate2File(path: path) }
}

/// `.onnx`.
enum ONNXTarget: WeightsTarget {
    static let name = "onnx"
    static func open(_ path: String) throws(WeightsError) -> ONNXFile { try ONNXFile(path: path) }
}

/// `.pt` as PyTorch wrote it before 1.6.
enum TorchTarget: WeightsTarget {
    static let name = "torch"
    static func open(_ path: String) throws(WeightsError) -> TorchCheckpoint { try TorchCheckpoint(path: path) }
}
