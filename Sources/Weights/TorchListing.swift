// SPDX-License-Identifier: Apache-2.0

/// The tensors in the dictionaries of a checkpoint, and the storages that they need.
struct TorchListing {
    let path: String
    private(set) var tensors: [(name: String, tensor: TorchTensor)] = []
    /// How many values each storage has, by its key.
    private(set) var storages: [String: Int] = [:]
    private var names: Set<String> = []

    init(path: String) {
        self.path = path
    }

    /// Adds what `value` holds. Numbers, texts and lists, such as an optimizer's settings, hold no tensors and are passed over.
    mutating func add(_ value: PickleValue, name: String) throws(WeightsError) {
        switch value {
        case .tensor(let tensor): try add(tensor, name: name)
        case .dictionary(let items):
            for index in stride(from: 0, to: items.values.count, by: 2) {
                let prefix = name.isEmpty ? "" : "\(name)."
                switch items.values[index] {
                case .text(let key): try add(items.values[index + 1], name: prefix + key)
                case .integer(let key): try add(items.values[index + 1], name: prefix + "\(key)")
                default: throw .damaged(path, "a dictionary has a key that is neither a text nor an integer")
                }
            }
        default: break
        }
    }

    private mutating func add(_ tensor: TorchTensor, name: String) throws(WeightsError) {
        guard names.insert(name).inserted else { throw .damaged(path, "it has \(name) twice") }
        let count = storages.updateValue(tensor.storage.count, forKey: tensor.storage.key)
        guard count == nil || count == tensor.storage.count else {
            throw .damaged(path, "the storage of \(name) has two lengths")
        }
        tensors.append((name, tensor))
    }
}
