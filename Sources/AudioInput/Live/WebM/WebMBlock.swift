// SPDX-License-Identifier: Apache-2.0

/// A block of a WebM file: packets of one track, and their time.
struct WebMBlock {
    let track: Int
    /// Relative to the cluster, in ticks.
    let time: Int
    let packets: [[UInt8]]

    /// Reads the content of a block; nil if it is damaged.
    init?(_ bytes: [UInt8]) {
        guard let track = EBMLNumber(bytes[...]), let number = track.value, bytes.count >= track.length + 3 else {
            return nil
        }
        self.track = number
        let head = bytes[track.length..<track.length + 3]
        time = Int(Int16(bitPattern: UInt16(head[head.startIndex]) << 8 | UInt16(head[head.startIndex + 1])))
        let content = bytes[(track.length + 3)...]
        let lacing = head[head.startIndex + 2] >> 1 & 3
        guard let packets = lacing == 0 ? [Array(content)] : Self.laced(content, lacing) else { return nil }
        self.packets = packets
    }

    /// Several packets in one block.
    private static func laced(_ bytes: ArraySlice<UInt8>, _ lacing: UInt8) -> [[UInt8]]? {
        guard let first = bytes.first else { return nil }
        let count = Int(first) + 1
        var rest = bytes.dropFirst()
        var sizes: [Int]
        switch lacing {
        case 1: sizes = xiphSizes(&rest, count - 1)
        case 3: sizes = ebmlSizes(&rest, count - 1)
        default: sizes = [Int](repeating: rest.count / count, count: count - 1)
        }
        guard sizes.count == count - 1, sizes.allSatisfy({ $0 >= 0 && $0 <= rest.count }) else { return nil }
        let last = rest.count - sizes.reduce(0, +)
        guard last >= 0 else { return nil }
        sizes.append(last)
        return sizes.map { size in
            defer { rest = rest.dropFirst(size) }
            return Array(rest.prefix(size))
        }
    }

    /// Each size is bytes of 255 and one that is less.
    private static func xiphSizes(_ bytes: inout ArraySlice<UInt8>, _ count: Int) -> [Int] {
        var sizes: [Int] = []
        var size = 0
        while sizes.count < count, let byte = bytes.popFirst() {
            size += Int(byte)
            if byte < 255 {
                sizes.append(size)
                size = 0
            }
        }
        return sizes
    }

    /// The first size, then the differences from one to the next.
    private static func ebmlSizes(_ bytes: inout ArraySlice<UInt8>, _ count: Int) -> [Int] {
        var sizes: [Int] = []
        while sizes.count < count, let number = EBMLNumber(bytes), let value = number.value {
            bytes = bytes.dropFirst(number.length)
            let bias = (1 << (7 * number.length - 1)) - 1
            sizes.append(sizes.last.map { $0 &+ value &- bias } ?? value)
        }
        return sizes
    }
}
