// SPDX-License-Identifier: Apache-2.0

/// The chunks of a Sony Wave64 file: a name of 16 bytes and a size of 8, which counts both.
enum W64Layout {
    private static let headSize = 24

    /// The sizes of the file and of its samples, where its writer did not know them.
    static func corrections(_ file: FileBytes) -> [SoundFileSpan.Correction] {
        // The file's own head, and another name.
        var position = headSize + 16
        while let name = file.name(at: position), let size = file.number(8, at: position + 16, isBigEndian: false) {
            let rest = file.size - position
            if name == "data" {
                guard size <= headSize || !WAVLayout.longLengths.contains(size) else { return [] }
                return [
                    .init(file.size, bytes: 8, at: 16, isBigEndian: false),
                    .init(rest, bytes: 8, at: position + 16, isBigEndian: false),
                ]
            }
            guard (headSize...rest).contains(size) else { return [] }
            // Chunks begin at multiples of 8 bytes.
            position += (size + 7) / 8 * 8
        }
        return []
    }
}
