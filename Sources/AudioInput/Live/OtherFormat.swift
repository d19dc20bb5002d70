// SPDX-License-Identifier: Apache-2.0

/// Formats that recorders write and that cannot be decoded live.
enum OtherFormat {
    /// What people call the format that a stream begins with; nil for any other.
    ///
    /// - Parameter bytes: the first ``AudioEncoding/signatureLength`` bytes of the stream.
    static func name(of bytes: some Collection<UInt8>) -> String? {
        if let container = container(of: bytes) { return container }
        let head = Array(bytes.prefix(3))
        guard bytes.count >= AudioEncoding.signatureLength else { return nil }
        // Frames of ADTS: the layer is 0, and there is a sample rate.
        return head[0] == 0xFF && head[1] & 0xFE == 0xF0 && head[2] & 0x3C < 0x34 ? "AAC" : nil
    }

    /// The same, but only of formats whose beginning is so long that raw samples hardly ever begin so.
    static func container(of bytes: some Collection<UInt8>) -> String? {
        let bytes = Array(bytes.prefix(AudioEncoding.signatureLength))
        guard bytes.count == AudioEncoding.signatureLength else { return nil }
        let text = { (range: Range<Int>) in String(decoding: bytes[range], as: UTF8.self) }
        if ["ftyp", "styp", "moof", "moov"].contains(text(4..<8)) { return "AAC in MP4" }
        switch text(0..<4) {
        case "FORM" where ["AIFF", "AIFC"].contains(text(8..<12)): return "AIFF"
        case ".snd": return "AU"
        case "caff": return "CAF"
        case "riff": return "Wave64"
        case "ADIF": return "AAC"
        case "#!AM": return "AMR"
        default: return nil
        }
    }
}
