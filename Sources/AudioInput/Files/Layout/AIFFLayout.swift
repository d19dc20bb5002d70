// SPDX-License-Identifier: Apache-2.0

/// Where the samples of an AIFF or AIFF-C file are, whose writer may not have known how many there would be.
struct AIFFLayout {
    private(set) var span: SoundFileSpan

    /// - Returns: nil if it is no such file, or one without samples.
    init?(_ file: FileBytes) {
        guard let form = file.name(at: 8), form == "AIFF" || form == "AIFC" else { return nil }
        span = SoundFileSpan(0..<file.size)
        var position = 12
        var common: Int?
        while let name = file.name(at: position), let size = file.number(4, at: position + 4, isBigEndian: true) {
            if name == "COMM" { common = position + 8 }
            if name == "SSND" {
                // Offset and block size come first, of 4 bytes each.
                if size <= 8 || !WAVLayout.lengths.contains(size) || !Self.endsChunk(file, at: position + 8 + size) {
                    correct(file, sound: position, common: common, form: form)
                }
                return
            }
            position += 8 + size + size % 2
        }
        return nil
    }

    /// Whether a chunk that ends there is followed by another, or by nothing; else what follows can only be more samples.
    private static func endsChunk(_ file: FileBytes, at end: Int) -> Bool {
        let start = end + end % 2
        guard let name = file.name(at: start), let size = file.number(4, at: start + 4, isBigEndian: true) else {
            return true
        }
        return name.isChunkName && start + 8 + size <= file.size + 1
    }

    private mutating func correct(_ file: FileBytes, sound: Int, common: Int?, form: String) {
        let number = { (value: Int, position: Int) in
            SoundFileSpan.Correction(min(value, 0xFFFF_FFFF), bytes: 4, at: position, isBigEndian: true)
        }
        span.corrections = [number(file.size - 8, 4), number(file.size - sound - 8, sound + 4)]
        guard let common, let channels = file.number(2, at: common, isBigEndian: true), channels > 0,
            let bits = file.number(2, at: common + 6, isBigEndian: true)
        else { return }
        let compression = form == "AIFC" ? file.name(at: common + 18) ?? "" : "NONE"
        let size = ["ulaw", "alaw", "ULAW", "ALAW"].contains(compression) ? 1 : (bits + 7) / 8
        guard size > 0 else { return }
        span.corrections.append(number((file.size - sound - 16) / (size * channels), common + 2))
    }
}
