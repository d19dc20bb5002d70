// SPDX-License-Identifier: Apache-2.0

/// The chunks of a file in Apple's Core Audio Format.
enum CAFLayout {
    /// The size of its samples, where its writer did not know it.
    static func corrections(_ file: FileBytes) -> [SoundFileSpan.Correction] {
        var position = 8
        while let name = file.name(at: position), let size = file.number(8, at: position + 4, isBigEndian: true) {
            let rest = file.size - position - 12
            if name == "data" {
                // A count of edits, of 4 bytes, comes first.
                let isKnown = size > 4 && WAVLayout.longLengths.contains(size)
                guard !isKnown || size < rest && !isChunk(file, at: position + 12 + size) else { return [] }
                return [.init(rest, bytes: 8, at: position + 4, isBigEndian: true)]
            }
            guard size <= rest else { return [] }
            position += 12 + size
        }
        return []
    }

    /// Whether a chunk begins there, or nothing does; else it can only be more samples.
    private static func isChunk(_ file: FileBytes, at position: Int) -> Bool {
        guard let name = file.name(at: position), let size = file.number(8, at: position + 4, isBigEndian: true) else {
            return true
        }
        return name.isChunkName && size <= file.size - position - 12
    }
}
