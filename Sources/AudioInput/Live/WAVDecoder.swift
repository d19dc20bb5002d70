/// A WAV file as it comes: its header, then raw samples until the announced end or, where none is announced, for ever.
struct WAVDecoder: FormatDecoder {
    private enum State {
        case header
        case chunks
        case samples(RawDecoder, left: Int)
    }

    /// A `fmt ` chunk has 16 to 40 bytes.
    private static let formatLimit = 1_024

    private var state = State.header
    private var format: RawDecoder?
    private var skipping = 0
    private var waiting = ByteQueue()
    private(set) var hasBegun = false

    mutating func append(_ message: some Collection<UInt8>) { waiting.append(message) }

    mutating func finish() {}

    mutating func next() throws(AudioInputError) -> AudioBlock? {
        while true {
            switch state {
            case .header:
                guard waiting.count >= 12 else { return nil }
                guard text(0..<4) == "RIFF", text(8..<12) == "WAVE" else { throw .headerless("a WAV file") }
                waiting.skip(12)
                hasBegun = true
                state = .chunks
            case .chunks:
                guard try readChunk() else { return nil }
            case .samples(var decoder, let left):
                let bytes = waiting.read(min(left, 1 << 16))
                // What follows the samples is no audio.
                if left == 0 { waiting.skip(waiting.count) }
                guard !bytes.isEmpty else { return nil }
                decoder.append(bytes)
                let block = decoder.next()
                state = .samples(decoder, left: left == .max ? left : left - bytes.count)
                if let block { return block }
            }
        }
    }

    /// - Returns: false when more bytes are needed.
    private mutating func readChunk() throws(AudioInputError) -> Bool {
        let skipped = min(skipping, waiting.count)
        waiting.skip(skipped)
        skipping -= skipped
        guard skipping == 0, waiting.count >= 8 else { return false }
        let size = number(4..<8)
        switch text(0..<4) {
        case "fmt ":
            guard (16...Self.formatLimit).contains(size) else { throw .headerless("a WAV file") }
            guard waiting.count >= 8 + size else { return false }
            format = try readFormat(size)
            waiting.skip(8 + size)
            skipping = size % 2
        case "data":
            guard let format else { throw .headerless("a WAV file") }
            waiting.skip(8)
            // Writers that do not know the length put 0, or nearly 2 or 4 GiB.
            state = .samples(format, left: WAVHeader.lengths.contains(size) ? size : .max)
        default:
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
        case (1, 16): encoding = .s16
        case (3, 32): encoding = .f32
        case (6, 8): encoding = .alaw
        case (7, 8): encoding = .mulaw
        default: throw .unsupported(codec: "samples of format \(tag) and \(bits) bits", in: "WAV")
        }
        return try RawDecoder(encoding: encoding, sampleRate: number(12..<16), channels: number(10..<12))
    }

    private func text(_ range: Range<Int>) -> String {
        String(decoding: waiting.peek(range.upperBound).suffix(range.count), as: UTF8.self)
    }

    /// A little-endian number.
    private func number(_ range: Range<Int>) -> Int {
        range.reversed().reduce(0) { $0 << 8 | Int(waiting[$1]) }
    }
}
