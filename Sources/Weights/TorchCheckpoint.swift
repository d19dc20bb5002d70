// SPDX-License-Identifier: Apache-2.0

/// A checkpoint as `torch.save` wrote it before PyTorch 1.6: tensors of float32 in dictionaries, and nothing else.
///
/// Five pickles (a magic number, a version, the writer's system, the dictionaries, the keys of storages), then each storage's
/// length and data. Pickles can run any program; this one runs none: ``PickleReader`` says what is accepted.
/// Format: `_legacy_save` in <https://github.com/pytorch/pytorch/blob/v1.5.0/torch/serialization.py>.
public struct TorchCheckpoint: WeightFile {
    /// Where the file is.
    public let path: String
    /// The tensors' names in the order of the file: the keys that lead to each, joined by full stops.
    public let names: [String]
    private let tensors: [String: StoredTensor]

    private static let magicNumber: [UInt8] = [
        0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, UInt8(ascii: "."),
    ]

    /// Maps the file and reads its pickles.
    ///
    /// - Throws: ``WeightsError`` with `unreadable`, `damaged`, or `unsupported` for a checkpoint that holds something else than
    ///   tensors of float32.
    public init(path: String) throws(WeightsError) {
        let file = try MappedFile(path: path)
        var reader = ByteReader(file)
        let magicNumber = try reader.skip(Self.magicNumber.count, "the magic number")
        guard file.bytes[magicNumber].elementsEqual(Self.magicNumber) else {
            throw WeightsError(
                .unsupported, "\(path) is not a checkpoint of PyTorch's format before 1.6",
                remedy: "Use the file that the model's own package has")
        }
        guard case .integer(1001) = try PickleReader.value(&reader) else {
            throw .damaged(path, "it is of an unknown version of PyTorch's format")
        }
        guard case .dictionary(let system) = try PickleReader.value(&reader), Self.isLittleEndian(system) else {
            throw .damaged(path, "it does not say that its numbers are little-endian")
        }
        let content = try PickleReader.value(&reader)
        var listing = TorchListing(path: path)
        try listing.add(content, name: "")
        let places = try Self.storages(&reader, named: listing.storages)
        guard reader.remaining == 0 else { throw .damaged(path, "\(reader.remaining) bytes too many at its end") }
        var tensors: [String: StoredTensor] = [:]
        for (name, tensor) in listing.tensors {
            guard let place = places[tensor.storage.key] else {
                throw .damaged(path, "it does not hold the values of \(name)")
            }
            tensors[name] = try Self.stored(tensor, name: name, file: file, place: place)
        }
        self.path = path
        self.names = listing.tensors.map(\.name)
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

    private static func isLittleEndian(_ system: PickleValue.Items) -> Bool {
        for index in stride(from: 0, to: system.values.count - 1, by: 2) {
            if case .text("little_endian") = system.values[index], case .boolean(true) = system.values[index + 1] {
                return true
            }
        }
        return false
    }

    /// Where the data of each storage is: their keys in order, then a length and the data of each.
    private static func storages(
        _ reader: inout ByteReader, named counts: [String: Int]
    ) throws(WeightsError) -> [String: Range<Int>] {
        let path = reader.file.path
        guard case .list(let keys) = try PickleReader.value(&reader) else {
            throw .damaged(path, "it has no list of storages")
        }
        var places: [String: Range<Int>] = [:]
        for value in keys.values {
            guard case .text(let key) = value, let count = counts[key], places[key] == nil else {
                throw .damaged(path, "its list of storages is not that of its tensors")
            }
            let length = try reader.integer(Int64.self, "the length of a storage")
            let (size, overflow) = count.multipliedReportingOverflow(by: MemoryLayout<Float>.size)
            guard length == Int64(count), !overflow else {
                throw .damaged(path, "a storage of \(count) values says that it has \(length)")
            }
            places[key] = try reader.skip(size, "a storage")
        }
        return places
    }

    private static func stored(
        _ tensor: TorchTensor, name: String, file: MappedFile, place: Range<Int>
    ) throws(WeightsError) -> StoredTensor {
        guard tensor.isContiguous else {
            throw WeightsError(.unsupported, "\(file.path): the values of \(name) do not lie row by row")
        }
        let values = place.count / MemoryLayout<Float>.size
        var count = 1
        for dimension in tensor.shape {
            let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
            guard dimension >= 0, !overflow else {
                throw .damaged(file.path, "\(name) has an impossible shape \(tensor.shape)")
            }
            count = product
        }
        guard tensor.offset >= 0, tensor.offset <= values, count <= values - tensor.offset else {
            throw .damaged(file.path, "\(name) reaches beyond its storage")
        }
        let start = place.lowerBound + tensor.offset * MemoryLayout<Float>.size
        return try StoredTensor(
            name: name, shape: tensor.shape, type: .float32, file: file,
            range: start..<(start + count * MemoryLayout<Float>.size))
    }
}
