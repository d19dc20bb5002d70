// SPDX-License-Identifier: Apache-2.0

/// Opus packets without a container, each a message. An empty message is a packet that was lost.
struct OpusDecoder: FormatDecoder {
    let hasBegun = true
    private var track: OpusTrack
    private var packets: [[UInt8]] = []

    var discarded: Int { track.discarded }

    init() throws(AudioInputError) {
        track = try OpusTrack(OpusHeader())
    }

    mutating func append(_ message: some Collection<UInt8>) { packets.append(Array(message)) }

    mutating func finish() {}

    mutating func next() throws(AudioInputError) -> AudioBlock? {
        while !packets.isEmpty {
            if let block = try track.decode(packets.removeFirst()) { return block }
        }
        return nil
    }
}
