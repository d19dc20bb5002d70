// SPDX-License-Identifier: Apache-2.0

/// A tensor in a weights file: its description, and its data where the file is mapped.
///
/// It keeps the file mapped as long as it lives.
public struct StoredTensor: Sendable {
    /// The name in the file; for an alias the name of the tensor that it stands for.
    public let name: String
    /// The dimensions, outermost first; empty for a single value.
    public let shape: [Int]
    /// The type of the elements in the file.
    public let type: ElementType
    /// The number of elements: the product of the dimensions.
    public let count: Int

    private let file: MappedFile
    private let range: Range<Int>

    /// - Throws: ``WeightsError`` with `damaged` if the shape does not fill `range` exactly.
    init(
        name: String, shape: [Int], type: ElementType, file: MappedFile, range: Range<Int>
    ) throws(WeightsError) {
        var size = type.byteCount
        for dimension in shape {
            let (product, overflow) = size.multipliedReportingOverflow(by: dimension)
            guard dimension >= 0, !overflow else {
                throw .damaged(file.path, "\(name) has an impossible shape \(shape)")
            }
            size = product
        }
        guard size == range.count else {
            throw .damaged(
                file.path, "\(name) of shape \(shape) and type \(type) takes \(size) bytes, not \(range.count)")
        }
        self.name = name
        self.shape = shape
        self.type = type
        self.count = size / type.byteCount
        self.file = file
        self.range = range
    }

    /// Calls `body` with the data as it lies in the file: little-endian, and not aligned to the elements' size.
    public func withBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeRawBufferPointer(rebasing: file.bytes[range]))
    }

    /// The values of a `float32`, `float16` or `bfloat16` tensor, row by row; the conversion is exact.
    ///
    /// - Throws: ``WeightsError`` with `unsupported` for a tensor of integers, which mean nothing without their scale.
    public func floats() throws(WeightsError) -> [Float] {
        try requireFloats()
        // All empty arrays are one, whose length would be written here by several threads at once.
        guard count > 0 else { return [] }
        return [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
            convert(to: buffer)
            initialized = count
        }
    }

    /// Writes what ``floats()`` returns to the start of `destination`, which has room for at least ``count`` values.
    ///
    /// - Throws: ``WeightsError`` with `unsupported` for a tensor of integers, `shapeMismatch` if the room is too small.
    public func copyFloats(to destination: UnsafeMutableBufferPointer<Float>) throws(WeightsError) {
        try requireFloats()
        guard destination.count >= count else {
            throw WeightsError(.shapeMismatch, "\(name) has \(count) values, the room is for \(destination.count)")
        }
        convert(to: destination)
    }

    /// The values of a tensor of integers, of whichever size, row by row.
    ///
    /// - Throws: ``WeightsError`` with `unsupported` for other tensors.
    public func integers() throws(WeightsError) -> [Int] {
        switch type {
        case .int8: elements(Int8.self).map(Int.init)
        case .uint8: elements(UInt8.self).map(Int.init)
        case .int16: elements(Int16.self).map { Int(Int16(littleEndian: $0)) }
        case .int32: elements(Int32.self).map { Int(Int32(littleEndian: $0)) }
        case .int64: elements(Int64.self).map { Int(Int64(littleEndian: $0)) }
        case .float32, .float16, .bfloat16: throw unsupported("is not of integers")
        }
    }

    /// The values of an `int8` tensor, row by row.
    ///
    /// CTranslate2 stores quantized weights this way: a row's weights are these values divided by the row's element
    /// of the tensor `…_scale`.
    ///
    /// - Throws: ``WeightsError`` with `unsupported` for other tensors.
    public func int8s() throws(WeightsError) -> [Int8] {
        guard type == .int8 else { throw unsupported("is not of int8") }
        return elements(Int8.self)
    }

    /// The values of an `int16` tensor, row by row: CTranslate2's other quantization, with one scale for all of them.
    ///
    /// - Throws: ``WeightsError`` with `unsupported` for other tensors.
    public func int16s() throws(WeightsError) -> [Int16] {
        guard type == .int16 else { throw unsupported("is not of int16") }
        return elements(Int16.self).map { Int16(littleEndian: $0) }
    }

    private func requireFloats() throws(WeightsError) {
        switch type {
        case .float32, .float16, .bfloat16: return
        case .int8, .uint8, .int16, .int32, .int64: throw unsupported("is not of floating-point numbers")
        }
    }

    private func unsupported(_ what: String) -> WeightsError {
        WeightsError(.unsupported, "\(file.path): \(name) \(what), but of \(type)")
    }

    private func convert(to destination: UnsafeMutableBufferPointer<Float>) {
        withBytes { bytes in
            switch type {
            case .float16: FloatConversion.float16(bytes, to: destination)
            case .bfloat16: FloatConversion.bfloat16(bytes, to: destination)
            default: UnsafeMutableRawBufferPointer(destination).copyMemory(from: bytes)
            }
        }
    }

    private func elements<Element: BitwiseCopyable>(_: Element.Type) -> [Element] {
        guard count > 0 else { return [] }
        return [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
            withBytes { UnsafeMutableRawBufferPointer(buffer).copyMemory(from: $0) }
            initialized = count
        }
    }
}
