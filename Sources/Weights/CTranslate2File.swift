// SPDX-License-Identifier: Apache-2.0

/// A `model.bin` of CTranslate2, as faster-whisper's models come.
///
/// Little-endian: version, specification and its revision, the variables one after another, aliases.
/// Format: `ModelSpec._serialize` in <https://github.com/OpenNMT/CTranslate2>, binary version 6.
public struct CTranslate2File: WeightFile {
    /// Where the file is.
    public let path: String
    /// The tensors' names, in the order of the file, the aliases last.
    public let names: [String]
    /// What kind of model it is, such as `WhisperSpec`.
    public let specification: String
    /// The specification's revision.
    public let revision: Int
    private let tensors: [String: StoredTensor]

    private static let version: UInt32 = 6

    /// Maps the file and reads its directory.
    ///
    /// - Throws: ``WeightsError`` with `unreadable`, `damaged`, or `unsupported` for another version of the format
    ///   or an element type that is not read.
    public init(path: String) throws(WeightsError) {
        var reader = ByteReader(try MappedFile(path: path))
        let version = try reader.integer(UInt32.self, "the version")
        guard version == Self.version else {
            throw WeightsError(
                .unsupported, "\(path) is of version \(version) of CTranslate2's format, or not of that format at all",
                remedy: "Convert the model with a CTranslate2 that writes version \(Self.version)")
        }
        specification = try reader.string("the specification's name")
        revision = Int(try reader.integer(UInt32.self, "the revision"))
        var tensors: [String: StoredTensor] = [:]
        var names: [String] = []
        for index in 0..<(try reader.integer(UInt32.self, "the number of variables")) {
            let tensor = try Self.variable(index, &reader)
            guard tensors.updateValue(tensor, forKey: tensor.name) == nil else {
                throw .damaged(path, "it has \(tensor.name) twice")
            }
            names.append(tensor.name)
        }
        for index in 0..<(try reader.integer(UInt32.self, "the number of aliases")) {
            let alias = try reader.string("alias \(index)")
            let target = try reader.string("the target of \(alias)")
            guard let tensor = tensors[target] else {
                throw .damaged(path, "\(alias) stands for \(target), which it does not have")
            }
            guard tensors.updateValue(tensor, forKey: alias) == nil else {
                throw .damaged(path, "it has \(alias) twice")
            }
            names.append(alias)
            // A quantized weight's scale goes with it, as in CTranslate2's own loader.
            if let scale = tensors[target + "_scale"], tensors[alias + "_scale"] == nil {
                tensors[alias + "_scale"] = scale
                names.append(alias + "_scale")
            }
        }
        guard reader.remaining == 0 else { throw .damaged(path, "\(reader.remaining) bytes too many at its end") }
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

    private static func variable(_ index: UInt32, _ reader: inout ByteReader) throws(WeightsError) -> StoredTensor {
        let name = try reader.string("the name of variable \(index)")
        var shape: [Int] = []
        for _ in 0..<(try reader.integer(UInt8.self, "the rank of \(name)")) {
            shape.append(Int(try reader.integer(UInt32.self, "the shape of \(name)")))
        }
        let code = try reader.integer(UInt8.self, "the type of \(name)")
        let type = try elementType(code, of: name, in: reader.file.path)
        let size = Int(try reader.integer(UInt32.self, "the size of \(name)"))
        let range = try reader.skip(size, name)
        return try StoredTensor(name: name, shape: shape, type: type, file: reader.file, range: range)
    }

    private static func elementType(
        _ code: UInt8, of name: String, in path: String
    ) throws(WeightsError) -> ElementType {
        let types: [ElementType] = [.float32, .int8, .int16, .int32, .float16, .bfloat16]
        guard Int(code) < types.count else {
            throw WeightsError(.unsupported, "\(path): \(name) has the unknown element type \(code)")
        }
        return types[Int(code)]
    }
}
