// SPDX-License-Identifier: Apache-2.0

/// The weights in an `.onnx` model: the initializers of its main graph. The graph itself is not read.
///
/// Format: `onnx.proto` in <https://github.com/onnx/onnx>. Initializers have to lie in the file as raw data, as PyTorch
/// writes them.
public struct ONNXFile: WeightFile {
    /// Where the file is.
    public let path: String
    /// The tensors' names, in the order of the file.
    public let names: [String]
    private let tensors: [String: StoredTensor]

    /// Field numbers of the messages `ModelProto`, `GraphProto` and `TensorProto`.
    private enum Field {
        static let graph: UInt64 = 7
        static let initializer: UInt64 = 5
        static let dimensions: UInt64 = 1
        static let type: UInt64 = 2
        static let name: UInt64 = 8
        static let rawData: UInt64 = 9
    }

    /// Maps the file and finds its initializers.
    ///
    /// - Throws: ``WeightsError`` with `unreadable`, `damaged`, or `unsupported` for an element type that is not read
    ///   or for data kept in another way.
    public init(path: String) throws(WeightsError) {
        let file = try MappedFile(path: path)
        var tensors: [String: StoredTensor] = [:]
        var names: [String] = []
        var graphs = 0
        var model = ByteReader(file)
        while model.remaining > 0 {
            guard case .bytes(Field.graph, let graphRange) = try model.protobufField() else { continue }
            graphs += 1
            var graph = ByteReader(file, graphRange)
            while graph.remaining > 0 {
                guard case .bytes(Field.initializer, let range) = try graph.protobufField() else { continue }
                let tensor = try Self.tensor(ByteReader(file, range))
                guard tensors.updateValue(tensor, forKey: tensor.name) == nil else {
                    throw .damaged(path, "it has \(tensor.name) twice")
                }
                names.append(tensor.name)
            }
        }
        guard graphs == 1 else { throw .damaged(path, "it has \(graphs) graphs, or is not an ONNX model") }
        self.path = path
        self.names = names
        self.tensors = tensors
    }

    /// Whether there is a tensor of that name.
    public func contains(_ name: String) -> Bool { tensors[name] != nil }

    /// The tensor of that name.
    ///
    /// - Throws: ``WeightsError`` with `missingTensor`.
    public func tensor(_ name: String) throws(WeightsError) -> StoredTensor {
        guard let tensor = tensors[name] else { throw .missing(name, in: path) }
        return tensor
    }

    private static func tensor(_ message: ByteReader) throws(WeightsError) -> StoredTensor {
        var reader = message
        let file = reader.file
        var (name, type): (String?, UInt64) = (nil, 0)
        var shape: [Int] = []
        var data: Range<Int>?
        while reader.remaining > 0 {
            switch try reader.protobufField() {
            case .number(Field.dimensions, let value): shape.append(Int(truncatingIfNeeded: value))
            case .bytes(Field.dimensions, let range):
                var packed = ByteReader(file, range)
                while packed.remaining > 0 { shape.append(Int(truncatingIfNeeded: try packed.varint())) }
            case .number(Field.type, let value): type = value
            case .bytes(Field.name, let range): name = String(validating: file.bytes[range], as: UTF8.self)
            case .bytes(Field.rawData, let range): data = range
            default: break
            }
        }
        guard let name else { throw .damaged(file.path, "an initializer has no name") }
        guard let type = elementType(type), let data = data ?? (shape.contains(0) ? 0..<0 : nil) else {
            throw WeightsError(.unsupported, "\(file.path): \(name) is of an element type or layout that is not read")
        }
        return try StoredTensor(name: name, shape: shape, type: type, file: file, range: data)
    }

    private static func elementType(_ code: UInt64) -> ElementType? {
        switch code {
        case 1: .float32
        case 2, 9: .uint8
        case 3: .int8
        case 5: .int16
        case 6: .int32
        case 7: .int64
        case 10: .float16
        case 16: .bfloat16
        default: nil
        }
    }
}
