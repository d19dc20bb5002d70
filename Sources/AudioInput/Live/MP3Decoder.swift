/// A live MPEG audio stream, from its beginning or from anywhere in it.
struct MP3Decoder: FormatDecoder {
    private static let pieceSize = 4_096

    private let feed: MPEGFeed
    private var tags = ID3Filter()
    private var waiting = ByteQueue()
    /// Bytes since the last samples.
    private var fruitless = 0
    private(set) var hasBegun = false

    init() throws(AudioInputError) {
        feed = try MPEGFeed()
    }

    mutating func append(_ message: some Collection<UInt8>) { waiting.append(tags.pass(Array(message))) }

    mutating func finish() { waiting.append(tags.finish()) }

    mutating func next() throws(AudioInputError) -> AudioBlock? {
        while true {
            if let block = feed.decode() {
                hasBegun = true
                fruitless = 0
                return block
            }
            guard !waiting.isEmpty else { return nil }
            let piece = waiting.read(Self.pieceSize)
            // The library keeps what it waits for the end of, which damage can put far away.
            fruitless += piece.count
            if fruitless > 1 << 18 {
                feed.restart()
                fruitless = 0
            }
            feed.append(piece)
        }
    }
}
