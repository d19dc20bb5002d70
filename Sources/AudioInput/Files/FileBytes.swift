// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The bytes of an open file.
final class FileBytes: Sendable {
    let size: Int
    /// Bytes that are searched at a time.
    private static let searchSize = 1 << 16

    private let descriptor: Int32

    /// Opens a file of `size` bytes; nil, with `errno`, if that fails.
    init?(path: String, size: Int) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        self.size = size
    }

    deinit { close(descriptor) }

    /// Reads up to `count` bytes at `offset`; fewer at the end of the file.
    func read(_ count: Int, at offset: Int, into buffer: UnsafeMutableRawPointer) -> Int {
        while true {
            let result = pread(descriptor, buffer, count, off_t(offset))
            if result < 0, errno == EINTR { continue }
            return max(0, result)
        }
    }

    /// The `count` bytes at `offset`; nil if they are not all there.
    func read(_ count: Int, at offset: Int) -> [UInt8]? {
        guard offset >= 0, offset + count <= size else { return nil }
        var bytes = [UInt8](repeating: 0, count: count)
        return read(count, at: offset, into: &bytes) == count ? bytes : nil
    }

    /// The four letters at `offset`.
    func name(at offset: Int) -> String? { read(4, at: offset).map { String(decoding: $0, as: UTF8.self) } }

    /// The first place from `start` on where `bytes` stand and `isRight` says so; nil if there is none.
    func position(of bytes: [UInt8], from start: Int, isRight: (_ position: Int) -> Bool) -> Int? {
        var start = start
        while start + bytes.count <= size {
            guard let piece = read(min(Self.searchSize, size - start), at: start) else { return nil }
            var rest = piece[...]
            while let index = rest.firstIndex(of: bytes[0]) {
                rest = rest[index...]
                if rest.starts(with: bytes), isRight(start + index) { return start + index }
                rest = rest.dropFirst()
            }
            // What begins at the end of a piece is found in the next.
            start += max(1, piece.count - bytes.count + 1)
        }
        return nil
    }

    /// The number of `count` bytes at `offset`; one of eight bytes is clamped.
    func number(_ count: Int, at offset: Int, isBigEndian: Bool) -> Int? {
        guard let bytes = read(count, at: offset) else { return nil }
        let ordered = isBigEndian ? bytes : bytes.reversed()
        return Int(clamping: ordered.reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }
}
