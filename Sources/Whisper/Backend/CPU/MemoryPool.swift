import Synchronization

/// Blocks of floats of a backend, kept when they are given back and lent again.
///
/// Sizes are rounded up to four steps an octave, so that sizes that vary a little share blocks. At most `bound` bytes wait
/// for a borrower; what is given back beyond that returns to the system.
final class MemoryPool: Sendable {
    /// An address; unchecked, for it is owned by whoever took it out of the pool.
    private struct Block: @unchecked Sendable {
        let start: UnsafeMutableRawPointer
    }

    private struct State: Sendable {
        var idle: [Int: [Block]] = [:]
        var idleBytes = 0
        var systemAllocations = 0
    }

    private static let smallest = 256

    private let bound: Int
    private let state = Mutex(State())

    /// - Parameter bound: Bytes that may wait for a borrower.
    init(bound: Int = 256 << 20) {
        self.bound = bound
    }

    deinit {
        state.withLock { state in
            for block in state.idle.values.joined() { block.start.deallocate() }
        }
    }

    /// How often memory was asked of the system: no more once every size in use has been seen.
    var systemAllocations: Int { state.withLock { $0.systemAllocations } }

    /// Bytes that wait for a borrower.
    var idleBytes: Int { state.withLock { $0.idleBytes } }

    /// A block of at least `count` floats; its content is undefined.
    func take(count: Int) -> UnsafeMutableRawPointer {
        let size = Self.blockSize(count: count)
        let block = state.withLock { state -> Block in
            if let block = state.idle[size]?.popLast() {
                state.idleBytes -= size
                return block
            }
            state.systemAllocations += 1
            return Block(start: .allocate(byteCount: size, alignment: CPUStorage.alignment))
        }
        return block.start
    }

    func giveBack(_ start: UnsafeMutableRawPointer, count: Int) {
        let (size, block) = (Self.blockSize(count: count), Block(start: start))
        state.withLock { state in
            guard state.idleBytes + size <= bound else { return block.start.deallocate() }
            state.idle[size, default: []].append(block)
            state.idleBytes += size
        }
    }

    /// Bytes of the block for `count` floats: the next of 4, 5, 6, 7 times a power of two.
    static func blockSize(count: Int) -> Int {
        let bytes = max(count * MemoryLayout<Float>.stride, smallest)
        let octave = 1 << (Int.bitWidth - 1 - (bytes - 1).leadingZeroBitCount)
        let step = octave / 4
        return (bytes + step - 1) / step * step
    }
}
