// SPDX-License-Identifier: Apache-2.0

/// A small MP4 file whose tracks announce millions of samples each.
enum MP4Bomb {
    private static let samples = 11_000_000

    static func bytes(tracks: Int) -> [UInt8] {
        let header = full("mvhd", big(0, 0, 1_000, 1_000), big(0x10000), zeros(76), big(tracks + 1))
        let moov = box("moov", [header] + (1...tracks).map(track))
        return box("ftyp", [Array("M4A ".utf8), big(0), Array("M4A ".utf8)]) + box("mdat", [zeros(4_000)]) + moov
            // At the very end of a file a table counts as cut off.
            + box("free", [zeros(64)])
    }

    private static func track(_ number: Int) -> [UInt8] {
        let header = full("tkhd", big(0, 0, number, 0, 1_000), zeros(60))
        let media = full("mdhd", big(0, 0, 16_000, samples, 0x55C4_0000))
        let handler = full("hdlr", big(0), Array("soun".utf8), zeros(13))
        let sound = box(
            "mp4a", [zeros(6), [0, 1], zeros(8), [0, 1, 0, 16], big(0), big(16_000 << 16)])
        let tables = [
            full("stsd", big(1), sound), full("stts", big(1, samples, 1_024)), full("stsc", big(1, 1, samples, 1)),
            full("stsz", big(3, samples)), full("stco", big(1, 48)),
        ]
        let reference = box("dinf", [full("dref", big(1), box("url ", [[0, 0, 0, 1]]))])
        let information = box("minf", [full("smhd", big(0)), reference, box("stbl", tables)])
        return box("trak", [header, box("mdia", [media, handler, information])])
    }

    private static func box(_ kind: String, _ parts: [[UInt8]]) -> [UInt8] {
        let content = parts.flatMap { $0 }
        return big(content.count + 8) + Array(kind.utf8) + content
    }

    /// A box with a version and flags.
    private static func full(_ kind: String, _ parts: [UInt8]...) -> [UInt8] { box(kind, [big(0)] + parts) }

    private static func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }

    private static func big(_ values: Int...) -> [UInt8] {
        values.flatMap { value in (0..<4).map { UInt8(value >> (24 - 8 * $0) & 255) } }
    }
}
