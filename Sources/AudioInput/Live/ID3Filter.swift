// SPDX-License-Identifier: Apache-2.0

/// Takes ID3v2 tags, which may be of many megabytes, out of the beginning of a stream.
struct ID3Filter {
    private var beginning = ByteQueue()
    private var skipping = 0
    private var isOver = false
    /// Whether there was a tag.
    private(set) var hasTag = false

    /// Bytes of tags so far, without their heads.
    private(set) var length = 0

    /// What is left of the stream's next bytes.
    mutating func pass(_ bytes: [UInt8]) -> [UInt8] {
        guard !isOver else { return bytes }
        beginning.append(bytes)
        while true {
            let skipped = min(skipping, beginning.count)
            beginning.skip(skipped)
            skipping -= skipped
            length += skipped
            guard skipping == 0 else { return [] }
            guard Array("ID3".utf8).starts(with: beginning.peek(3)) else {
                isOver = true
                return beginning.read(beginning.count)
            }
            guard beginning.count >= 10 else { return [] }
            // Four bytes of seven bits; with bit 4 of the flags the same 10 bytes stand at the end again.
            skipping = (6..<10).reduce(0) { $0 << 7 | Int(beginning[$1] & 0x7F) }
            if beginning[5] & 0x10 != 0 { skipping += 10 }
            beginning.skip(10)
            hasTag = true
        }
    }

    /// The stream ends: what was held in expectation of a tag.
    mutating func finish() -> [UInt8] {
        isOver = true
        return beginning.read(beginning.count)
    }
}
