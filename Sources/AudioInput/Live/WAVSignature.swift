// SPDX-License-Identifier: Apache-2.0

/// Finds the beginnings of WAV files, and of the chunks that follow samples, within other bytes.
enum WAVSignature {
    /// Bytes that are enough to recognize a file.
    static let length = 12

    /// What programs write behind the samples, and samples once more. Loud samples can look like any other name.
    private static let chunks = [
        "data", "fmt ", "fact", "LIST", "INFO", "JUNK", "junk", "PAD ", "FLLR", "PEAK", "cue ", "plst", "labl", "note",
        "ltxt", "smpl", "inst", "acid", "bext", "iXML", "axml", "chna", "cart", "id3 ", "ID3 ", "_PMX", "afsp", "DISP",
    ].map { Array($0.utf8) }
    private static let first = UInt8(ascii: "R")

    /// Whether a file begins with these bytes.
    static func begins(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.count >= length && matches(bytes)
    }

    /// Whether a chunk begins with these bytes.
    static func beginsChunk(_ bytes: ArraySlice<UInt8>) -> Bool {
        chunks.contains { $0.elementsEqual(bytes.prefix(4)) }
    }

    /// How many bytes stand before the first that begins a file or, unless nothing follows, may begin one.
    static func length(before bytes: ArraySlice<UInt8>, isEnd: Bool) -> Int {
        var rest = bytes
        while let index = rest.firstIndex(of: first) {
            rest = rest[index...]
            if matches(rest), rest.count >= length || !isEnd { return index - bytes.startIndex }
            rest = rest.dropFirst()
        }
        return bytes.count
    }

    /// Whether bytes are what a file begins with, as far as they go.
    private static func matches(_ bytes: ArraySlice<UInt8>) -> Bool {
        let name = bytes.prefix(4)
        guard "RIFF".utf8.starts(with: name) || "RF64".utf8.starts(with: name) else { return false }
        return "WAVE".utf8.starts(with: bytes.dropFirst(8).prefix(4))
    }
}
