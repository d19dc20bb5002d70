// SPDX-License-Identifier: Apache-2.0

import StenoTesting
import Testing

@testable import Whisper

struct MemoryPoolTests {
    @Test func blocksAreLentAgain() throws {
        let pool = MemoryPool()
        let first = try pool.take(count: 1000)
        pool.giveBack(first, count: 1000)
        #expect(pool.idleBytes >= 4000)
        #expect(try pool.take(count: 990) == first)
        #expect(pool.idleBytes == 0)
        #expect(pool.systemAllocations == 1)
        pool.giveBack(first, count: 990)
    }

    /// Of the heap, and of pages of their own. A quarter of what is lent may wait, but no longer than it is lent.
    @Test(arguments: [1000, 1_000_000])
    func idleBlocksAreBounded(count: Int) throws {
        let pool = MemoryPool(bound: 10 * count)
        let size = MemoryPool.blockSize(count: count)
        let blocks = try (0..<12).map { _ in try pool.take(count: count) }
        for block in blocks.prefix(4) {
            block.assumingMemoryBound(to: Float.self)[count - 1] = 1
            pool.giveBack(block, count: count)
        }
        #expect(pool.idleBytes == 4 * size)
        for block in blocks.dropFirst(4) { pool.giveBack(block, count: count) }
        #expect(pool.idleBytes > 4 * count && pool.idleBytes <= 10 * count)
        #expect(pool.systemAllocations == 12)
    }

    /// More than there are addresses for.
    @Test func requestForTooMuchMemoryFailsAlone() throws {
        let pool = MemoryPool()
        let kept = try pool.take(count: 1000)
        let error = #expect(throws: WhisperError.self) { try pool.take(count: 1 << 46) }
        #expect(error?.code == .outOfMemory)
        #expect(pool.systemAllocations == 1)
        pool.giveBack(kept, count: 1000)
        #expect(try pool.take(count: 1000) == kept)
        pool.giveBack(kept, count: 1000)
    }

    /// A memory that could not grow is what it was before, and a request after it gets its text.
    @Test func aModelGoesOnAfterwards() throws {
        let model = try Models.load("tiny.en", .float32)
        try model.withContext { context in
            var memory = AudioMemory<CPUStorage>()
            try memory.reserve(10, keeping: 0, dimensions: model.dimensions, on: context.backend)
            let before = memory.capacity
            #expect(throws: WhisperError.self) {
                try memory.reserve(1 << 40, keeping: 10, dimensions: model.dimensions, on: context.backend)
            }
            #expect(memory.capacity == before && memory.decoder.allSatisfy { $0.rows == before })
            let state = try context.states.take()
            #expect(throws: WhisperError.self) { try state.reserve(1 << 40) }
            context.states.giveBack(state)
        }
        let transcript = try model.transcribe(Fixtures.samples("jfk.wav"))
        #expect(transcript.text.contains("country"))
    }

    @Test(arguments: [0, 1, 63, 64, 65, 1000, 1024, 1025, 1_000_000])
    func blocksAreLittleLargerThanAskedFor(count: Int) {
        let size = MemoryPool.blockSize(count: count)
        #expect(size >= 4 * count)
        #expect(size <= max(256, 5 * count + 4))
        #expect(MemoryPool.blockSize(count: size / 4) == size)
    }

    /// After the first utterances nothing is asked of the system, though lengths vary.
    @Test(arguments: [ComputeType.int8, .float32])
    func steadyStateAllocatesNothing(type: ComputeType) throws {
        let model = try WhisperModel(folder: Fixtures.model("tiny.en"), computeType: type)
        let samples = try Fixtures.samples("jfk.wav")
        func utterance() throws {
            let state = StreamingState()
            for count in [16_000, 24_100, 40_000, 90_000, 88_300, 100_000, 110_000] {
                let request = TranscriptionRequest(
                    samples: Array(samples.prefix(count)), options: DecodingOptions(wordTimes: true, fallback: false),
                    state: state)
                _ = try model.transcribe([request])[0].get()
            }
        }
        func allocations() throws -> Int { try model.withContext { $0.backend.pool.systemAllocations } }
        for _ in 0..<2 { try utterance() }
        let before = try allocations()
        for _ in 0..<3 { try utterance() }
        let after = try allocations()
        #expect(after == before)
    }
}
