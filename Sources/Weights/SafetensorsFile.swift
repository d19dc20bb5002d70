// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A `.safetensors` file, as Hugging Face writes it.
///
/// Eight bytes of header length, a JSON header that gives each tensor's type, shape and place, the data.
/// Format: <https://github.com/huggingface/safetensors>.
public struct SafetensorsFile: WeightFile {
    /// Where the file is.
    public let path: String
    /// The tensors' names, in the order of the file.
    public let names: [String]
    private let tensors: [String: StoredTensor]

    /// What the reference implementation allows too.
    private static let maximumHeaderSize: UInt64 = 100_000_000

    /// Maps the file and reads its header.
    ///
    /// - Throws: ``WeightsError`` with `unreadable`, `damaged`, or `unsupported` for an element type that is not read.
    public init(path: String) throws(WeightsError) {
        let file = try MappedFile(path: path)
        var reader = ByteReader(file)
        let headerSize = try reader.integer(UInt64.self, "the header's length")
        guard headerSize <= Self.maximumHeaderSize else {
            throw .damaged(path, "a header of \(headerSize) bytes, or not a safetensors file")
        }
        let headerRange = try reader.skip(Int(headerSize), "the header")
        let entries = try Self.header(Data(file.bytes[headerRange]), path: path)
        var tensors: [String: StoredTensor] = [:]
        var end = headerRange.upperBound
        for (name, entry) in entries {
            let type = try entry.type(of: name, path: path)
            let range = try entry.range(of: name, after: headerRange.upperBound, path: path)
            // The data leaves no gaps and nothing overlaps, so nothing can hide in the file.
            guard range.lowerBound == end else {
                throw .damaged(path, "\(name) does not begin where the tensor before it ends")
            }
            let data = try reader.skip(range.count, name)
            tensors[name] = try StoredTensor(name: name, shape: entry.shape, type: type, file: file, range: data)
            end = range.upperBound
        }
        guard reader.remaining == 0 else {
            throw .damaged(path, "\(reader.remaining) bytes at its end are no tensor's")
        }
        self.path = path
        self.names = entries.map(\.name)
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

    /// The header's entries in the order of their data.
    private static func header(
        _ json: Data, path: String
    ) throws(WeightsError) -> [(name: String, entry: SafetensorsHeader.Entry)] {
        let header: SafetensorsHeader
        do {
            header = try JSONDecoder().decode(SafetensorsHeader.self, from: json)
        } catch {
            throw .damaged(path, "its header is not that of a safetensors file")
        }
        return header.entries.map { (name: $0.key, entry: $0.value) }.sorted {
            ($0.entry.begin, $0.entry.end, $0.name) < ($1.entry.begin, $1.entry.end, $1.name)
        }
    }
}
