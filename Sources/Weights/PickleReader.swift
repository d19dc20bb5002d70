// SPDX-License-Identifier: Apache-2.0

/// Reads the pickles that `torch.save` writes, and nothing else: it knows few instructions and three names, and calls nothing.
///
/// A pickle is a program for a small stack machine: <https://github.com/python/cpython/blob/main/Lib/pickletools.py>.
struct PickleReader {
    private var bytes: ByteReader
    private var stack: [PickleValue] = []
    /// What the program put aside, by its own numbers.
    private var memo: [Int: PickleValue] = [:]

    /// Instructions in a pickle; a large checkpoint has some ten thousands.
    private static let longestProgram = 1_000_000
    private static let deepest = 16
    private static let longestText = 4096

    /// Reads a pickle where `bytes` stands, and leaves `bytes` behind it.
    static func value(_ bytes: inout ByteReader) throws(WeightsError) -> PickleValue {
        var reader = PickleReader(bytes: bytes)
        defer { bytes = reader.bytes }
        guard try reader.bytes.integer(UInt8.self, "a pickle") == 0x80,
            try reader.bytes.integer(UInt8.self, "a pickle's version") == 2
        else { throw reader.damaged("it is not a checkpoint of PyTorch's format before 1.6") }
        for _ in 0..<longestProgram {
            let instruction = try reader.bytes.integer(UInt8.self, "an instruction of a pickle")
            if instruction == UInt8(ascii: ".") { return try reader.result() }
            try reader.execute(instruction)
        }
        throw reader.damaged("a pickle has more than \(longestProgram) instructions")
    }

    private init(bytes: ByteReader) {
        self.bytes = bytes
    }

    private func result() throws(WeightsError) -> PickleValue {
        guard stack.count == 1, let value = stack.first else {
            throw damaged("a pickle ends with \(stack.count) values")
        }
        return value
    }

    private mutating func execute(_ instruction: UInt8) throws(WeightsError) {
        switch instruction {
        case UInt8(ascii: "("): stack.append(.mark)
        case UInt8(ascii: "N"): stack.append(.none)
        case 0x88: stack.append(.boolean(true))
        case 0x89: stack.append(.boolean(false))
        case UInt8(ascii: "K"): stack.append(.integer(Int(try bytes.integer(UInt8.self, "a number"))))
        case UInt8(ascii: "M"): stack.append(.integer(Int(try bytes.integer(UInt16.self, "a number"))))
        case UInt8(ascii: "J"): stack.append(.integer(Int(try bytes.integer(Int32.self, "a number"))))
        case 0x8a: stack.append(.integer(try longInteger()))
        case UInt8(ascii: "G"):
            _ = try bytes.skip(8, "a number")
            stack.append(.real)
        case UInt8(ascii: "X"): stack.append(.text(try text()))
        case UInt8(ascii: "c"): stack.append(.function(try function()))
        case UInt8(ascii: "q"): put(Int(try bytes.integer(UInt8.self, "a place")), try top())
        case UInt8(ascii: "r"): put(Int(try bytes.integer(UInt32.self, "a place")), try top())
        case UInt8(ascii: "h"): try get(Int(try bytes.integer(UInt8.self, "a place")))
        case UInt8(ascii: "j"): try get(Int(try bytes.integer(UInt32.self, "a place")))
        case UInt8(ascii: "}"): stack.append(.dictionary(PickleValue.Items()))
        case UInt8(ascii: "]"): stack.append(.list(PickleValue.Items()))
        case UInt8(ascii: ")"): stack.append(.tuple(PickleValue.Items()))
        case 0x85...0x87: try pushTuple(try pop(Int(instruction) - 0x84))
        case UInt8(ascii: "t"): try pushTuple(try popToMark())
        case UInt8(ascii: "a"): try extendList(try pop(1))
        case UInt8(ascii: "e"): try extendList(try popToMark())
        case UInt8(ascii: "s"): try extendDictionary(try pop(2))
        case UInt8(ascii: "u"): try extendDictionary(try popToMark())
        case UInt8(ascii: "Q"): stack.append(.storage(try storage(try pop(1)[0])))
        case UInt8(ascii: "R"): try call()
        case UInt8(ascii: "b"): try passOverState()
        default:
            throw unsupported("has the instruction \(instruction) in a pickle, which tensors do not need")
        }
    }

    // MARK: - The stack

    private func top() throws(WeightsError) -> PickleValue {
        guard let value = stack.last else { throw damaged("a pickle uses a value that it does not have") }
        return value
    }

    private mutating func pop(_ count: Int) throws(WeightsError) -> [PickleValue] {
        guard stack.count >= count else { throw damaged("a pickle uses a value that it does not have") }
        defer { stack.removeLast(count) }
        return Array(stack.suffix(count))
    }

    private mutating func popToMark() throws(WeightsError) -> [PickleValue] {
        let index = stack.lastIndex { if case .mark = $0 { true } else { false } }
        guard let index else { throw damaged("a pickle ends a group that it did not begin") }
        defer { stack.removeLast(stack.count - index) }
        return Array(stack[(index + 1)...])
    }

    private mutating func put(_ place: Int, _ value: PickleValue) {
        memo[place] = value.isMutable ? PickleValue.mark : value
    }

    private mutating func get(_ place: Int) throws(WeightsError) {
        guard let value = memo[place] else { throw damaged("a pickle uses place \(place), which is empty") }
        if case .mark = value { throw unsupported("has a list or dictionary in two places") }
        stack.append(value)
    }

    // MARK: - Values

    private mutating func longInteger() throws(WeightsError) -> Int {
        let count = Int(try bytes.integer(UInt8.self, "the length of a number"))
        let range = try bytes.skip(count, "a number")
        guard count <= 8 else { throw unsupported("has a number of \(count) bytes in a pickle") }
        var value: UInt64 = 0
        for (index, byte) in bytes.file.bytes[range].enumerated() { value |= UInt64(byte) << (8 * UInt64(index)) }
        let unused = 64 - 8 * Int64(count)
        return count == 0 ? 0 : Int(Int64(bitPattern: value << unused) >> unused)
    }

    private mutating func text() throws(WeightsError) -> String {
        let count = Int(try bytes.integer(UInt32.self, "the length of a text"))
        guard count <= Self.longestText else { throw unsupported("has a text of \(count) bytes in a pickle") }
        let range = try bytes.skip(count, "a text")
        guard let text = String(validating: bytes.file.bytes[range], as: UTF8.self) else {
            throw damaged("a text in a pickle is not UTF-8")
        }
        return text
    }

    private mutating func function() throws(WeightsError) -> PickleValue.Function {
        let name = "\(try line()) \(try line())"
        guard let function = PickleValue.Function(rawValue: name) else {
            throw unsupported("refers to \"\(name)\", which tensors of float32 do not need")
        }
        return function
    }

    private mutating func line() throws(WeightsError) -> String {
        var line: [UInt8] = []
        while line.count <= 256 {
            let byte = try bytes.integer(UInt8.self, "a name")
            if byte == UInt8(ascii: "\n") { return String(decoding: line, as: UTF8.self) }
            line.append(byte)
        }
        throw damaged("a name in a pickle is longer than 256 bytes")
    }

    private mutating func pushTuple(_ values: [PickleValue]) throws(WeightsError) {
        stack.append(.tuple(try checked(PickleValue.Items(values))))
    }

    private mutating func extendList(_ values: [PickleValue]) throws(WeightsError) {
        guard case .list(var items)? = stack.popLast() else { throw damaged("a pickle appends to what is no list") }
        for value in values { items.append(value) }
        stack.append(.list(try checked(items)))
    }

    private mutating func extendDictionary(_ values: [PickleValue]) throws(WeightsError) {
        guard case .dictionary(var items)? = stack.popLast(), values.count % 2 == 0 else {
            throw damaged("a pickle sets items of what is no dictionary")
        }
        for value in values { items.append(value) }
        stack.append(.dictionary(try checked(items)))
    }

    private func checked(_ items: PickleValue.Items) throws(WeightsError) -> PickleValue.Items {
        guard items.depth <= Self.deepest else {
            throw unsupported("has containers in a pickle more than \(Self.deepest) deep")
        }
        let hasMark = items.values.contains { if case .mark = $0 { true } else { false } }
        guard !hasMark else { throw damaged("a pickle begins a group that it does not end") }
        return items
    }

    /// `("storage", FloatStorage, key, device, count, None)`
    private func storage(_ value: PickleValue) throws(WeightsError) -> TorchStorage {
        guard case .tuple(let items) = value, items.values.count == 6, case .text("storage") = items.values[0],
            case .function(.floatStorage) = items.values[1], case .text(let key) = items.values[2],
            case .text = items.values[3], case .integer(let count) = items.values[4], case .none = items.values[5],
            count >= 0
        else { throw unsupported("refers to a storage that is not a plain one of float32") }
        return TorchStorage(key: key, count: count)
    }

    /// The two calls of such a file: an empty dictionary, and a tensor of its parts.
    private mutating func call() throws(WeightsError) {
        let values = try pop(2)
        guard case .function(let function) = values[0], case .tuple(let arguments) = values[1] else {
            throw unsupported("calls something other than the three names of a file of tensors")
        }
        switch function {
        case .orderedDictionary where arguments.values.isEmpty: stack.append(.dictionary(PickleValue.Items()))
        case .rebuildTensor: stack.append(.tensor(try tensor(arguments.values)))
        default: throw unsupported("calls \(function.rawValue) in a way that tensors do not need")
        }
    }

    /// `(storage, offset, shape, strides, requires_grad, hooks)`
    private func tensor(_ arguments: [PickleValue]) throws(WeightsError) -> TorchTensor {
        guard arguments.count == 6, case .storage(let storage) = arguments[0],
            case .integer(let offset) = arguments[1], let shape = arguments[2].integers,
            let strides = arguments[3].integers, case .boolean = arguments[4],
            case .dictionary(let hooks) = arguments[5], hooks.values.isEmpty, shape.count == strides.count
        else { throw damaged("a tensor is put together of wrong parts") }
        return TorchTensor(storage: storage, offset: offset, shape: shape, strides: strides)
    }

    /// Attributes of a dictionary, such as the versions of a network's layers: they change no tensor.
    private mutating func passOverState() throws(WeightsError) {
        guard case .dictionary = try pop(1)[0], case .dictionary = try top() else {
            throw unsupported("gives a state to what is no dictionary")
        }
    }

    // MARK: - Errors

    private func damaged(_ what: String) -> WeightsError {
        .damaged(bytes.file.path, what)
    }

    private func unsupported(_ what: String) -> WeightsError {
        WeightsError(
            .unsupported, "\(bytes.file.path) \(what)",
            remedy: "Use a checkpoint that holds nothing but tensors of float32")
    }
}
