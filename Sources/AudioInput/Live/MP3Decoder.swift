// SPDX-License-Identifier: Apache-2.0

/// A live MPEG audio stream, from its beginning or from anywhere in it.
struct MP3Decoder: FormatDecoder {
    private static let pieceSize = 4_096
    /// Within so many bytes there are samples, unless something is wrong with them.
    private static let frameReach = 3 * pieceSize

    private let feed: MPEGFeed
    private var tags = ID3Filter()
    private var waiting = ByteQueue()
    /// Bytes since the last samples.
    private var fruitless = 0
    private var hasDecoded = false
    private var isFinished = false
    private(set) var discarded = 0

    var hasBegun: Bool { hasDecoded || tags.hasTag }
    var metadataBytes: Int { tags.length }

    init() throws(AudioInputError) {
        feed = try MPEGFeed()
    }

    mutating func append(_ message: some Collection<UInt8>) { waiting.append(tags.pass(Array(message))) }

    mutating func finish() {
        waiting.append(tags.finish())
        isFinished = true
    }

    mutating func next() throws(AudioInputError) -> AudioBlock? {
        while true {
            if let block = feed.decode() {
                if fruitless > Self.frameReach { discarded += fruitless }
                hasDecoded = true
                fruitless = 0
                return block
            }
            guard !waiting.isEmpty else {
                if isFinished, fruitless > Self.frameReach || !hasDecoded {
                    discarded += fruitless
                    fruitless = 0
                }
                return nil
            }
            let piece = waiting.read(Self.pieceSize)
            // The library keeps what it waits for the end of, which damage can put far away.
            fruitless += piece.count
            if fruitless > 1 << 18 {
                feed.restart()
                discarded += fruitless
                fruitless = 0
            }
            feed.append(piece)
        }
    }
}
