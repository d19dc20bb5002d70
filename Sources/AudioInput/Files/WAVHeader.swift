#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// What a WAV file announces, to be held against what is there: libsndfile reads a cut-off file without a word.
struct WAVHeader {
    /// Bytes of samples that the header announces.
    let announced: Int
    /// Bytes of samples that the file has.
    let available: Int

    /// Writers that do not know the length beforehand put 0, or nearly 2 or 4 GiB.
    static let lengths = 1..<0x7FFF_0000

    /// Reads the chunks of the file behind `descriptor` up to its samples; nil if it is not a WAV file or announces no length.
    init?(descriptor: Int32, fileSize: Int) {
        guard let head = Self.read(12, at: 0, of: descriptor),
            head[0..<4].elementsEqual("RIFF".utf8), head[8..<12].elementsEqual("WAVE".utf8)
        else { return nil }
        var position = 12
        while let chunk = Self.read(8, at: position, of: descriptor) {
            let size = chunk[4..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
            position += 8
            if chunk[0..<4].elementsEqual("data".utf8) {
                guard Self.lengths.contains(size) else { return nil }
                announced = size
                available = min(size, fileSize - position)
                return
            }
            position += size + size % 2
        }
        return nil
    }

    private static func read(_ count: Int, at offset: Int, of descriptor: Int32) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        return pread(descriptor, &bytes, count, off_t(offset)) == count ? bytes : nil
    }
}
