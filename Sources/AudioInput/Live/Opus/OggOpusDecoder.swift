// SPDX-License-Identifier: Apache-2.0

/// Opus in a live Ogg stream (RFC 7845), also several streams one after another.
struct OggOpusDecoder: FormatDecoder {
    private static let pieceSize = 4_096
    /// What is no audio.
    private static let silentCodecs = ["theora", "fishead"]

    private let pages = OggPages()
    private var waiting = ByteQueue()
    /// The logical stream that is listened to.
    private var serial: Int32?
    private var track: OpusTrack?
    /// A stream that cannot be decoded, in case that no other comes.
    private var other: (serial: Int32, codec: String)?
    private var isFinished = false
    /// Bytes of former tracks, and of streams that cannot be decoded.
    private var otherDiscarded = 0

    var hasBegun: Bool { track != nil || other != nil }
    var discarded: Int { pages.discarded + otherDiscarded + (track?.discarded ?? 0) }

    mutating func append(_ message: some Collection<UInt8>) { waiting.append(message) }

    mutating func finish() { isFinished = true }

    mutating func next() throws(AudioInputError) -> AudioBlock? {
        while true {
            while let packet = pages.nextPacket() {
                if let block = try decode(packet) { return block }
            }
            if pages.nextPage() {
                try takePage()
            } else {
                guard !waiting.isEmpty else {
                    if isFinished, track == nil, let other { throw .unsupported(codec: other.codec, in: "Ogg") }
                    return nil
                }
                pages.append(waiting.read(Self.pieceSize))
            }
        }
    }

    private mutating func takePage() throws(AudioInputError) {
        if pages.isBeginning {
            let body = pages.body
            guard let header = OpusHeader(body) else {
                let codec = Self.codec(of: body)
                if !Self.silentCodecs.contains(codec) { other = (pages.serial, codec) }
                return
            }
            otherDiscarded += track?.discarded ?? 0
            track = try OpusTrack(header)
            serial = pages.serial
            pages.follow()
        } else if track == nil {
            // The pages that begin streams come before all others.
            throw other.map { .unsupported(codec: $0.codec, in: "Ogg") } ?? .headerless("an Ogg stream")
        }
        if pages.serial == serial {
            pages.take()
        } else if pages.serial == other?.serial {
            otherDiscarded += pages.size
        }
    }

    private mutating func decode(_ packet: OggPages.Packet) throws(AudioInputError) -> AudioBlock? {
        switch packet {
        case .gap: return try track?.decode([])
        case .packet(let bytes, let end, let isLast):
            guard !bytes.starts(with: "OpusHead".utf8), !bytes.starts(with: "OpusTags".utf8) else { return nil }
            // From 48 to 16 kHz.
            let end = end.map { $0 / 3 }
            guard !isLast else { return try track?.decode(bytes, end: end) }
            let start = end.flatMap { end in OpusPacketDecoder.frames(of: bytes).map { end - $0 } }
            return try track?.decode(bytes, at: start)
        }
    }

    private static func codec(of beginning: [UInt8]) -> String {
        let text = String(decoding: beginning.prefix(16).filter { (0x20..<0x7F).contains($0) }, as: UTF8.self)
        for codec in ["vorbis", "Speex", "FLAC", "theora", "fishead"] where text.contains(codec) { return codec }
        return "an unknown codec"
    }
}
