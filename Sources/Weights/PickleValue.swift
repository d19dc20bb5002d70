// SPDX-License-Identifier: Apache-2.0

/// What a pickle is made of, as far as a file of tensors needs it.
enum PickleValue {
    /// Where the items of a coming tuple, list or dictionary begin.
    case mark
    case none
    case boolean(Bool)
    case integer(Int)
    case real
    case text(String)
    case function(Function)
    case tuple(Items)
    case list(Items)
    /// Keys and values in turn.
    case dictionary(Items)
    case storage(TorchStorage)
    case tensor(TorchTensor)

    /// The only names that a file may refer to. They are recognized, never looked up.
    enum Function: String {
        case orderedDictionary = "collections OrderedDict"
        case rebuildTensor = "torch._utils _rebuild_tensor_v2"
        case floatStorage = "torch FloatStorage"
    }

    /// The items of a container, and how deep containers lie in each other.
    struct Items {
        private(set) var values: [PickleValue] = []
        private(set) var depth = 1

        init() {}

        init(_ values: [PickleValue]) {
            for value in values { append(value) }
        }

        mutating func append(_ value: PickleValue) {
            depth = max(depth, value.depth + 1)
            values.append(value)
        }
    }

    /// How deep containers lie in each other; 0 for anything else.
    var depth: Int {
        switch self {
        case .tuple(let items), .list(let items), .dictionary(let items): items.depth
        default: 0
        }
    }

    /// Whether it may grow after it was made. Such a value is never used twice: copies would not grow along.
    var isMutable: Bool {
        switch self {
        case .list, .dictionary: true
        default: false
        }
    }

    /// Integers of a tuple, such as a shape; nil for anything else.
    var integers: [Int]? {
        guard case .tuple(let items) = self else { return nil }
        var integers: [Int] = []
        for value in items.values {
            guard case .integer(let integer) = value else { return nil }
            integers.append(integer)
        }
        return integers
    }
}
