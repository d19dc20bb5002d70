// SPDX-License-Identifier: Apache-2.0

import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Blocks of floats of a model's backends, kept when they are given back and lent again.
///
/// Sizes are rounded up to four steps an octave, so that sizes that vary a little share blocks. At most `bound` bytes wait
/// for a borrower, and a quarter of what is lent: utterances that end leave their memory to those that begin. What is given
/// back beyond that returns to the system. Large blocks are pages of their own, for the heap would keep them: a server's
/// memory is to fall again when its utterances were long.
final class MemoryPool: Sendable {
    /// Unchecked around the C pointer: it is owned by whoever took it out of the pool.
    private struct Block: @unchecked Sendable {
        let start: UnsafeMutableRawPointer
    }

    private struct State: Sendable {
        var idle: [Int: [Block]] = [:]
        var idleBytes = 0
        var lentBytes = 0
        var systemAllocations = 0
    }

    private static let smallest = 256
    /// Bytes from which a block has pages of its own.
    private static let large = 256 << 10

    private let bound: Int
    private let state = Mutex(State())

    /// - Parameter bound: Bytes that may wait for a borrower, however little is lent.
    init(bound: Int = 64 << 20) {
        self.bound = bound
    }

    deinit {
        state.withLock { state in
            for (size, blocks) in state.idle {
                for block in blocks { Self.release(block, size: size) }
            }
        }
    }

    /// How often memory was asked of the system: no more once every size in use has been seen.
    var systemAllocations: Int { state.withLock { $0.systemAllocations } }

    /// Bytes that wait for a borrower.
    var idleBytes: Int { state.withLock { $0.idleBytes } }

    /// A block of at least `count` floats; its content is undefined.
    ///
    /// - Throws: ``WhisperError`` if the system has no memory left: who asked for too much fails, not the whole program.
    func take(count: Int) throws(WhisperError) -> UnsafeMutableRawPointer {
        let size = Self.blockSize(count: count)
        let block = try state.withLock { state throws(WhisperError) -> Block in
            if let block = state.idle[size]?.popLast() {
                state.idleBytes -= size
                state.lentBytes += size
                return block
            }
            let block = try Self.allocate(size: size)
            state.systemAllocations += 1
            state.lentBytes += size
            return block
        }
        return block.start
    }

    func giveBack(_ start: UnsafeMutableRawPointer, count: Int) {
        let (size, block) = (Self.blockSize(count: count), Block(start: start))
        state.withLock { state in
            state.lentBytes -= size
            state.idle[size, default: []].append(block)
            state.idleBytes += size
            let bound = bound + state.lentBytes / 4
            // The largest are the least often wanted.
            while state.idleBytes > bound, let largest = state.idle.filter({ !$0.value.isEmpty }).keys.max(),
                let block = state.idle[largest]?.popLast()
            {
                state.idleBytes -= largest
                Self.release(block, size: largest)
            }
        }
    }

    /// Bytes of the block for `count` floats: the next of 4, 5, 6, 7 times a power of two.
    static func blockSize(count: Int) -> Int {
        let bytes = max(count * MemoryLayout<Float>.stride, smallest)
        let octave = 1 << (Int.bitWidth - 1 - (bytes - 1).leadingZeroBitCount)
        let step = octave / 4
        return (bytes + step - 1) / step * step
    }

    private static func allocate(size: Int) throws(WhisperError) -> Block {
        var start: UnsafeMutableRawPointer?
        if size < large {
            posix_memalign(&start, CPUStorage.alignment, size)
        } else {
            start = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        }
        guard let start, start != MAP_FAILED else {
            throw WhisperError(
                .outOfMemory, "the system gave no memory (\(size) bytes) for the audio of a request",
                remedy: "Serve fewer sessions, or use a smaller model")
        }
        return Block(start: start)
    }

    private static func release(_ block: Block, size: Int) {
        if size >= large { munmap(block.start, size) } else { free(block.start) }
    }
}
