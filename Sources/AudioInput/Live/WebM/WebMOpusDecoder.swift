// SPDX-License-Identifier: Apache-2.0

/// Opus in a live WebM or Matroska stream, as browsers record it.
struct WebMOpusDecoder: FormatDecoder {
    private var demuxer = WebMDemuxer()
    private var track: OpusTrack?
    /// Bytes of former tracks.
    private var otherDiscarded = 0

    var hasBegun: Bool { demuxer.hasBegun }
    var discarded: Int { demuxer.discarded + otherDiscarded + (track?.discarded ?? 0) }

    mutating func append(_ message: some Collection<UInt8>) { demuxer.append(message) }

    mutating func finish() {}

    mutating func next() throws(AudioInputError) -> AudioBlock? {
        while let item = try demuxer.next() {
            switch item {
            case .track(let header):
                otherDiscarded += track?.discarded ?? 0
                track = try OpusTrack(header)
            case .packet(let packet, let time):
                let start = time.map { $0 / (1_000_000_000 / OpusPacketDecoder.sampleRate) }
                if let block = try track?.decode(packet, at: start) { return block }
            }
        }
        return nil
    }
}
