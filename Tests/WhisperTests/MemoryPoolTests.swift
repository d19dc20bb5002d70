import StenoTesting
import Testing

@testable import Whisper

struct MemoryPoolTests {
    @Test func blocksAreLentAgain() {
        let pool = MemoryPool()
        let first = pool.take(count: 1000)
        pool.giveBack(first, count: 1000)
        #expect(pool.idleBytes >= 4000)
        #expect(pool.take(count: 990) == first)
        #expect(pool.idleBytes == 0)
        #expect(pool.systemAllocations == 1)
        pool.giveBack(first, count: 990)
    }

    @Test func idleBlocksAreBounded() {
        let pool = MemoryPool(bound: 10_000)
        let blocks = (0..<4).map { _ in pool.take(count: 1000) }
        for block in blocks { pool.giveBack(block, count: 1000) }
        #expect(pool.idleBytes <= 10_000)
        #expect(pool.systemAllocations == 4)
    }

    @Test(arguments: [0, 1, 63, 64, 65, 1000, 1024, 1025, 1_000_000])
    func blocksAreLittleLargerThanAskedFor(count: Int) {
        let size = MemoryPool.blockSize(count: count)
        #expect(size >= 4 * count)
        #expect(size <= max(256, 5 * count + 4))
        #expect(MemoryPool.blockSize(count: size / 4) == size)
    }

    /// Once every length was seen nothing is asked of the system.
    @Test(arguments: [ComputeType.int8, .float32])
    func steadyStateAllocatesNothing(type: ComputeType) throws {
        let model = try Models.load("tiny.en", type)
        let samples = try Fixtures.samples("jfk.wav")
        try model.withContext { context in
            func pass(_ count: Int) throws {
                let audio = try model.encode(Array(samples.prefix(count)), window: .trimmed, context)
                let state = DecoderState(dimensions: model.dimensions, backend: context.backend)
                for token in [model.tokenizer.startOfTranscript, model.tokenizer.noTimestamps, 843, 523] {
                    _ = try context.decoder.forward([.init(tokens: [token], state: state, audio: audio)], logits: .last)
                }
            }
            let lengths = [100_000, 99_000, 97_500, 60_000]
            for count in lengths { try pass(count) }
            let allocations = context.backend.pool.systemAllocations
            for count in lengths.reversed() { try pass(count) }
            #expect(context.backend.pool.systemAllocations == allocations)
        }
    }
}
