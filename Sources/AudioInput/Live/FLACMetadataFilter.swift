// SPDX-License-Identifier: Apache-2.0

/// Takes everything but the description of the samples out of the beginning of a FLAC stream: pictures may be of many megabytes.
struct FLACMetadataFilter {
    private static let descriptionSize = 34

    private var beginning = ByteQueue()
    private var skipping = 0
    /// Whether the stream began as a file does.
    private(set) var hasMarker = false
    private var isLast = false
    private var isOver = false

    /// Bytes of the blocks that are left out so far, without their heads.
    private(set) var length = 0

    /// What is left of the stream's next bytes: frames, and before them the description as the only block, if there is one.
    mutating func pass(_ bytes: [UInt8]) -> [UInt8] {
        guard !isOver else { return bytes }
        beginning.append(bytes)
        var output: [UInt8] = []
        while !isOver {
            let skipped = min(skipping, beginning.count)
            beginning.skip(skipped)
            skipping -= skipped
            length += skipped
            guard skipping == 0 else { return output }
            if isLast {
                isOver = true
            } else if !hasMarker {
                guard beginning.count >= 4 else { return output }
                hasMarker = beginning.peek(4).elementsEqual("fLaC".utf8)
                if hasMarker { beginning.skip(4) } else { isOver = true }
            } else {
                guard let block = readBlock() else { return output }
                output += block
            }
        }
        return output + beginning.read(beginning.count)
    }

    /// The stream ends: what was held in expectation of a block.
    mutating func finish() -> [UInt8] {
        isOver = true
        return beginning.read(beginning.count)
    }

    /// - Returns: what is to be passed on of the next block; nil when more bytes are needed.
    private mutating func readBlock() -> [UInt8]? {
        guard beginning.count >= 4 else { return nil }
        let size = (1..<4).reduce(0) { $0 << 8 | Int(beginning[$1]) }
        let isDescription = beginning[0] & 0x7F == 0 && size == Self.descriptionSize
        guard !isDescription || beginning.count >= 4 + size else { return nil }
        isLast = beginning[0] & 0x80 != 0
        beginning.skip(4)
        guard isDescription else {
            skipping = size
            return []
        }
        // As the last block.
        return Array("fLaC".utf8) + [0x80, 0, 0, UInt8(size)] + beginning.read(size)
    }
}
