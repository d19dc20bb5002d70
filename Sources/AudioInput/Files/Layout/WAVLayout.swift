// SPDX-License-Identifier: Apache-2.0

/// Where the samples of a WAV file are: a file may hold several, one after another, of lengths that their headers do not know.
struct WAVLayout {
    /// Writers that do not know the length beforehand put 0, or nearly 2 or 4 GiB.
    static let lengths = 1..<0x7FFF_0000
    /// The same of 64 bits.
    static let longLengths = 1..<1 << 62
    private static let searchSize = 1 << 16

    private(set) var span: SoundFileSpan
    private let file: FileBytes
    private let start: Int
    private let isBigEndian: Bool
    /// Whether sizes may have 64 bits.
    private let isLong: Bool

    /// - Returns: nil if no WAV file begins there, or none with samples.
    init?(_ file: FileBytes, at start: Int) {
        guard file.name(at: start + 8) == "WAVE" else { return nil }
        self.file = file
        self.start = start
        let name = file.name(at: start)
        isBigEndian = name == "RIFX"
        isLong = name == "RF64" || name == "BW64"
        span = SoundFileSpan(start..<file.size)
        var position = start + 12
        var longSizes: Int?
        while let chunk = chunk(at: position) {
            switch chunk.name {
            case "ds64": longSizes = position + 8
            case "data":
                place(data: position + 8, size: chunk.size, longSizes: isLong ? longSizes : nil)
                return
            default: break
            }
            position = chunk.end
        }
        return nil
    }

    /// - Parameters:
    ///   - data: where the samples begin.
    ///   - size: what their chunk announces.
    ///   - longSizes: where sizes of 64 bits are, if they are needed.
    private mutating func place(data: Int, size: Int, longSizes: Int?) {
        let rest = file.size - data
        var (size, lengths) = (size, Self.lengths)
        // The chunk of long sizes has it, also where the writer forgot to say so.
        let isMisstated = longSizes != nil && size != 0xFFFF_FFFF
        if let longSizes, let long = file.number(8, at: longSizes + 8, isBigEndian: false),
            !isMisstated || (1...max(1, rest)).contains(long)
        {
            (size, lengths) = (long, Self.longLengths)
        }
        let isKnown = lengths.contains(size)
        if isKnown, size >= rest {
            span.announced = Double(size) / Double(max(1, rest))
            if isMisstated { correct(data: data, end: file.size, longSizes: longSizes) }
        } else if isKnown, let end = endOfChunks(after: data + size, isOdd: size % 2 == 1) {
            span.range = start..<end
            if isMisstated { correct(data: data, end: data + size, longSizes: longSizes) }
        } else {
            // Unknown, or followed by what can only be more samples.
            let end = nextFile(after: data) ?? file.size
            span.range = start..<end
            correct(data: data, end: end, longSizes: longSizes)
        }
    }

    private mutating func correct(data: Int, end: Int, longSizes: Int?) {
        let number = { [isBigEndian] (value: Int, count: Int, position: Int) in
            SoundFileSpan.Correction(value, bytes: count, at: position, isBigEndian: isBigEndian)
        }
        // Without a chunk of long sizes it is a plain file.
        if isLong { span.corrections = [.init(longSizes == nil ? "RIFF" : "RF64", at: start)] }
        if let longSizes {
            let frame = frameSize ?? 1
            span.corrections += [
                number(end - start - 8, 8, longSizes), number(end - data, 8, longSizes + 8),
                number((end - data) / frame, 8, longSizes + 16), number(0xFFFF_FFFF, 4, data - 4),
            ]
        } else {
            span.corrections += [
                number(min(end - start - 8, 0xFFFF_FFFF), 4, start + 4),
                number(min(end - data, 0xFFFF_FFFF), 4, data - 4),
            ]
        }
    }

    /// Bytes of a frame, if the format's chunk is the next after that of the long sizes.
    private var frameSize: Int? {
        var position = start + 12
        while let chunk = chunk(at: position) {
            if chunk.name == "fmt " {
                return file.number(2, at: position + 20, isBigEndian: isBigEndian).flatMap { $0 > 0 ? $0 : nil }
            }
            position = chunk.end
        }
        return nil
    }

    private func chunk(at position: Int) -> (name: String, size: Int, end: Int)? {
        guard let name = file.name(at: position),
            let size = file.number(4, at: position + 4, isBigEndian: isBigEndian)
        else { return nil }
        return (name, size, position + 8 + size + size % 2)
    }

    /// Where the chunks behind the samples end; nil if what stands there is no chunk.
    private func endOfChunks(after end: Int, isOdd: Bool) -> Int? {
        var end = end
        // Some writers leave out the byte that makes the number even.
        if isOdd, !isFile(at: end), chunk(at: end).map({ !$0.name.isChunkName }) ?? true { end += 1 }
        var position = end
        while position < file.size {
            if isFile(at: position) { return position }
            guard let chunk = chunk(at: position) else { break }
            guard chunk.name.isChunkName, chunk.end <= file.size + 1 else { return position == end ? nil : file.size }
            position = chunk.end
        }
        return file.size
    }

    private func isFile(at position: Int) -> Bool {
        file.read(WAVSignature.length, at: position).map { WAVSignature.begins($0[...]) } ?? false
    }

    private func nextFile(after position: Int) -> Int? {
        var position = position
        while position < file.size {
            let count = min(Self.searchSize, file.size - position)
            guard let bytes = file.read(count, at: position) else { return nil }
            let length = WAVSignature.length(before: bytes[...], isEnd: position + count == file.size)
            position += length
            guard length < count else { continue }
            if isFile(at: position) { return position }
            // It only looked like a header at the end of what was read.
            position += 1
        }
        return nil
    }
}

extension String {
    /// Whether a chunk may have this name.
    var isChunkName: Bool { utf8.count == 4 && utf8.allSatisfy { (0x20..<0x7F).contains($0) } }
}
