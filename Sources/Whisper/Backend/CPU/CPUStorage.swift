// SPDX-License-Identifier: Apache-2.0

/// A block of floats, aligned for vector loads.
///
/// Unchecked around the C pointer: it is written only by the backend that allocated it, or once, before a parameter is shared.
final class CPUStorage: @unchecked Sendable {
    static let alignment = 64

    let pointer: UnsafeMutablePointer<Float>
    let count: Int
    private let pool: MemoryPool?

    private init(_ block: UnsafeMutableRawPointer, count: Int, pool: MemoryPool?) {
        pointer = block.bindMemory(to: Float.self, capacity: max(count, 1))
        self.count = count
        self.pool = pool
    }

    /// - Parameter pool: Where the block is taken from and given back to.
    convenience init(count: Int, pool: MemoryPool) throws(WhisperError) {
        self.init(try pool.take(count: count), count: count, pool: pool)
    }

    /// A block of its own from the system.
    convenience init(_ values: [Float]) {
        let bytes = max(values.count, 1) * MemoryLayout<Float>.stride
        self.init(.allocate(byteCount: bytes, alignment: Self.alignment), count: values.count, pool: nil)
        values.withUnsafeBufferPointer { source in
            if let base = source.baseAddress { pointer.update(from: base, count: source.count) }
        }
    }

    deinit {
        let raw = UnsafeMutableRawPointer(pointer)
        if let pool { pool.giveBack(raw, count: count) } else { raw.deallocate() }
    }
}

extension Matrix<CPUStorage> {
    /// The first float of the view.
    var base: UnsafeMutablePointer<Float> { storage.pointer + offset }

    func row(_ index: Int) -> UnsafeMutablePointer<Float> { base + index * stride }
}
