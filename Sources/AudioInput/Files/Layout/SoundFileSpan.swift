// SPDX-License-Identifier: Apache-2.0

/// A part of a file that is read as a file of its own, usually all of it.
struct SoundFileSpan: Sendable {
    /// Bytes that stand in the place of others.
    struct Correction: Sendable {
        /// Of the first byte, in the file.
        let position: Int
        let bytes: [UInt8]

        init(_ text: String, at position: Int) {
            self.position = position
            bytes = Array(text.utf8)
        }

        init(_ value: Int, bytes count: Int, at position: Int, isBigEndian: Bool) {
            let little = (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
            self.position = position
            bytes = isBigEndian ? little.reversed() : little
        }
    }

    var range: Range<Int>
    /// The sizes that its writer did not know.
    var corrections: [Correction] = []
    /// How many times longer it is than what is there; 1 unless it was cut off.
    var announced = 1.0

    /// The span that begins at a byte of a file.
    init(of file: FileBytes, at start: Int) {
        range = start..<file.size
        switch file.name(at: start) {
        case "RIFF", "RIFX", "RF64", "BW64": self = WAVLayout(file, at: start)?.span ?? self
        case "FORM": self = AIFFLayout(file)?.span ?? self
        case ".snd", "dns.": corrections = AULayout.corrections(file)
        case "caff": corrections = CAFLayout.corrections(file)
        case "riff": corrections = W64Layout.corrections(file)
        case "OggS": range = start..<(OggLayout.end(of: file, from: start) ?? file.size)
        case "fLaC": range = start..<(FLACLayout.end(of: file, from: start) ?? file.size)
        default: break
        }
    }

    init(_ range: Range<Int>, corrections: [Correction] = [], announced: Double = 1) {
        self.range = range
        self.corrections = corrections
        self.announced = announced
    }
}
