// SPDX-License-Identifier: Apache-2.0

/// Writes WebM as browsers record it: sizes of segments and clusters unknown, a cluster a second.
enum WebMWriter {
    static let unknown: [UInt8] = [0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]

    static func element(_ identity: [UInt8], _ content: [UInt8]) -> [UInt8] {
        identity + number(content.count) + content
    }

    /// A size of four bytes.
    static func number(_ value: Int) -> [UInt8] {
        [0x10 | UInt8(value >> 24), UInt8(value >> 16 & 255), UInt8(value >> 8 & 255), UInt8(value & 255)]
    }

    /// Everything before the first cluster.
    static func header(codec: String = "A_OPUS", preSkip: Int = 312, channels: UInt8 = 1) -> [UInt8] {
        let opusHead =
            Array("OpusHead".utf8) + [
                1, channels, UInt8(preSkip & 255), UInt8(preSkip >> 8), 0x80, 0xBB, 0, 0, 0, 0, 0,
            ]
        let video = element([0xD7], [1]) + element([0x83], [1]) + element([0x86], Array("V_VP8".utf8))
        let audio =
            element([0xD7], [2]) + element([0x83], [2]) + element([0x86], Array(codec.utf8))
            + element([0x63, 0xA2], opusHead)
        return element([0x1A, 0x45, 0xDF, 0xA3], element([0x42, 0x82], Array("webm".utf8)))
            + [0x18, 0x53, 0x80, 0x67] + unknown
            + element([0x15, 0x49, 0xA9, 0x66], element([0x2A, 0xD7, 0xB1], [0x0F, 0x42, 0x40]))
            + element([0x16, 0x54, 0xAE, 0x6B], element([0xAE], video) + element([0xAE], audio))
    }

    /// The beginning of a cluster, at a time in milliseconds.
    static func cluster(at time: Int) -> [UInt8] {
        [0x1F, 0x43, 0xB6, 0x75] + unknown + element([0xE7], [24, 16, 8, 0].map { UInt8(time >> $0 & 255) })
    }

    /// A block of the audio track, its time in milliseconds from the cluster's.
    static func block(_ content: [UInt8], at time: Int, lacing: UInt8 = 0, track: UInt8 = 2) -> [UInt8] {
        let head: [UInt8] = [0x80 | track, UInt8(time >> 8 & 255), UInt8(time & 255), 0x80 | lacing << 1]
        return element([0xA3], head + content)
    }

    /// Packets of 20 ms one after another; `delays` are milliseconds of silence before a packet.
    static func clusters(_ packets: [[UInt8]], delays: [Int: Int] = [:]) -> [[UInt8]] {
        var clusters: [[UInt8]] = []
        var delay = 0
        for (index, packet) in packets.enumerated() {
            delay += delays[index] ?? 0
            if index % 50 == 0 { clusters.append(cluster(at: index * 20 + delay)) }
            let start = index / 50 * 50 * 20 + (delays.filter { $0.key <= index / 50 * 50 }.values.reduce(0, +))
            clusters[clusters.count - 1] += block(packet, at: index * 20 + delay - start)
        }
        return clusters
    }

    static func file(_ packets: [[UInt8]]) -> [UInt8] {
        header() + clusters(packets).joined()
    }
}
