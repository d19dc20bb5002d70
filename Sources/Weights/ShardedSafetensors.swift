// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Tensors in several `.safetensors` files, with a `model.safetensors.index.json` that says which file holds which.
///
/// Format: <https://huggingface.co/docs/safetensors> and `save_pretrained` in transformers.
public struct ShardedSafetensors: WeightFile {
    /// Where the index is.
    public let path: String
    /// The tensors' names, file by file.
    public let names: [String]
    private let tensors: [String: StoredTensor]

    private struct Index: Decodable {
        var weight_map: [String: String]
    }

    /// Reads the index, and maps every file that it names.
    ///
    /// - Throws: ``WeightsError`` with `unreadable`, `damaged` if the index names a file outside its folder, a file that
    ///   is missing, or a tensor that its file lacks, or `unsupported` for an element type that is not read.
    public init(index path: String) throws(WeightsError) {
        let index = try Self.index(path)
        let folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
        var tensors: [String: StoredTensor] = [:]
        var names: [String] = []
        for shard in Set(index.weight_map.values).sorted() {
            // A name with a slash could lead anywhere on this machine.
            guard !shard.isEmpty, shard != ".", shard != "..", !shard.contains(where: { $0 == "/" || $0 == "\0" })
            else {
                throw .damaged(path, "it names \"\(shard)\", which is not a file in its folder")
            }
            let file: SafetensorsFile
            do {
                file = try SafetensorsFile(path: folder + shard)
            } catch  where error.code == .unreadable {
                throw .damaged(path, "it names \(shard), which cannot be read")
            }
            for name in file.names where index.weight_map[name] == shard {
                tensors[name] = try file.tensor(name)
                names.append(name)
            }
        }
        if let missing = index.weight_map.keys.filter({ tensors[$0] == nil }).min() {
            throw .damaged(path, "\(index.weight_map[missing] ?? "") does not hold \(missing)")
        }
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

    private static func index(_ path: String) throws(WeightsError) -> Index {
        let file = try MappedFile(path: path)
        do {
            return try JSONDecoder().decode(Index.self, from: Data(file.bytes))
        } catch {
            throw .damaged(path, "it is not the index of a sharded model")
        }
    }
}
