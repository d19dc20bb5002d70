// SPDX-License-Identifier: Apache-2.0

/// WAV files as they come, one after another: their headers, and raw samples until the next header.
///
/// Recorders announce lengths that they cannot know, so a length only says where to look for what may follow the samples. What is
/// no chunk and no header there is more samples.
struct WAVDecoder: FormatDecoder {
    private enum State {
        case header
        case chunks
        case samples(left: Int)
    }

    /// A `fmt ` chunk has 16 to 40 bytes.
    private static let formatLimit = 1_024
    private static let blockSize = 1 << 16

    private var state = State.header
    private var decoder: RawDecoder?
    /// Bytes of a chunk that is of no use: those that are still to come, and those that came.
    private var skipping = 0
    private var skipped = 0
    /// Whether samples have begun.
    private var hasSamples = false
    /// Whether the samples that were announced have an odd number of bytes, after which another may stand.
    private var isOdd = false
    private var isFinished = false
    private var waiting = ByteQueue()
    private(set) var hasBegun = false
    private(set) var discarded = 0

    mutating func append(_ message: some Collection<UInt8>) { waiting.append(message) }

    mutating func finish() { isFinished = true }

    mutating func next() throws(AudioInputError) -> AudioBlock? {
        while true {
            switch state {
            case .header:
                guard waiting.count >= WAVSignature.length else { return nil }
                guard WAVSignature.begins(waiting.peek(WAVSignature.length)) else { throw .headerless("a WAV file") }
                waiting.skip(WAVSignature.length)
                hasBegun = true
                (decoder, hasSamples) = (nil, false)
                state = .chunks
            case .chunks:
                guard skipChunk(), try readChunk() else { return nil }
            case .samples(let left):
                if left == 0 {
                    guard leaveSamples() else { return nil }
                } else {
                    let bytes = waiting.read(lengthBeforeHeader(atMost: min(left, Self.blockSize)))
                    guard !bytes.isEmpty || isAtHeader else { return nil }
                    state = bytes.isEmpty ? .header : .samples(left: left == .max ? left : left - bytes.count)
                    decoder?.append(bytes)
                    if let block = decoder?.next() { return block }
                }
            }
        }
    }

    /// Whether a file begins with what waits.
    private var isAtHeader: Bool { WAVSignature.begins(waiting.peek(WAVSignature.length)) }

    /// How many bytes wait before the next header, or before what may become one.
    private func lengthBeforeHeader(atMost limit: Int) -> Int {
        let bytes = waiting.peek(limit + WAVSignature.length - 1)
        return min(limit, WAVSignature.length(before: bytes, isEnd: isFinished))
    }

    /// After the announced samples: tells a chunk from more samples.
    /// - Returns: false when more bytes are needed.
    private mutating func leaveSamples() -> Bool {
        guard waiting.count >= 9 || isFinished && !waiting.isEmpty else { return false }
        let padding = isOdd && !isAtHeader && !WAVSignature.beginsChunk(waiting.peek(4)) ? 1 : 0
        if WAVSignature.beginsChunk(waiting.peek(padding + 4).dropFirst(padding)) {
            waiting.skip(padding)
            state = .chunks
        } else {
            state = .samples(left: .max)
        }
        return true
    }

    /// Passes over a chunk that is of no use.
    /// - Returns: false when more bytes are needed.
    private mutating func skipChunk() -> Bool {
        let length = lengthBeforeHeader(atMost: skipping)
        waiting.skip(length)
        skipping -= length
        skipped += length
        if skipping > 0, isAtHeader || isFinished {
            // It was not as long as announced: that may have been samples.
            discarded += skipped
            (skipping, skipped) = (0, 0)
        }
        if skipping == 0 { skipped = 0 }
        return skipping == 0
    }

    /// - Returns: false when more bytes are needed.
    private mutating func readChunk() throws(AudioInputError) -> Bool {
        if isAtHeader {
            state = .header
            return true
        }
        guard waiting.count >= 8 else { return false }
        let size = number(4..<8)
        switch String(decoding: waiting.peek(4), as: UTF8.self) {
        case "fmt ":
            guard (16...Self.formatLimit).contains(size) else { throw .headerless("a WAV file") }
            guard waiting.count >= 8 + size else { return false }
            decoder = try readFormat(size)
            waiting.skip(8 + size)
            skipping = size % 2
        case "data":
            guard decoder != nil else { throw .headerless("a WAV file") }
            waiting.skip(8)
            isOdd = size % 2 == 1
            hasSamples = true
            // Writers that do not know the length put 0, or nearly 2 or 4 GiB.
            state = .samples(left: WAVLayout.lengths.contains(size) ? size : .max)
        default:
            guard !hasSamples || WAVSignature.beginsChunk(waiting.peek(4)) else {
                state = .samples(left: .max)
                return true
            }
            waiting.skip(8)
            skipping = size + size % 2
        }
        return true
    }

    /// The `fmt ` chunk at the beginning of what waits.
    private func readFormat(_ size: Int) throws(AudioInputError) -> RawDecoder {
        let isExtensible = number(8..<10) == 0xFFFE && size >= 26
        let tag = isExtensible ? number(32..<34) : number(8..<10)
        let bits = number(22..<24)
        let encoding: SampleEncoding
        switch (tag, bits) {
        case (1, 8): encoding = .u8
        case (1, 16): encoding = .s16
        case (1, 32): encoding = .s32
        case (3, 32): encoding = .f32
        case (6, 8): encoding = .alaw
        case (7, 8): encoding = .mulaw
        default: throw .unsupported(codec: "samples of format \(tag) and \(bits) bits", in: "WAV")
        }
        return try RawDecoder(encoding: encoding, sampleRate: number(12..<16), channels: number(10..<12))
    }

    /// A little-endian number.
    private func number(_ range: Range<Int>) -> Int {
        range.reversed().reduce(0) { $0 << 8 | Int(waiting[$1]) }
    }
}
