// SPDX-License-Identifier: Apache-2.0

/// The header of a Sun or NeXT sound file. Nothing comes behind its samples.
enum AULayout {
    /// The size of its samples, where its writer did not know it, or there are more.
    static func corrections(_ file: FileBytes) -> [SoundFileSpan.Correction] {
        let isBigEndian = file.name(at: 0) == ".snd"
        guard let start = file.number(4, at: 4, isBigEndian: isBigEndian), (24..<file.size).contains(start),
            let size = file.number(4, at: 8, isBigEndian: isBigEndian),
            !WAVLayout.lengths.contains(size) || size < file.size - start
        else { return [] }
        return [.init(min(file.size - start, 0xFFFF_FFFF), bytes: 4, at: 8, isBigEndian: isBigEndian)]
    }
}
