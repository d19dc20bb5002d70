// SPDX-License-Identifier: Apache-2.0

/// Where a stream of Ogg ends that another follows, as of a recorder that writes one after another.
enum OggLayout {
    private static let capture = Array("OggS\0".utf8)
    /// Of a page, up to the lengths of its segments.
    private static let headSize = 27

    /// The end of the streams that begin at a byte; nil if they reach to the end of the file.
    static func end(of file: FileBytes, from start: Int) -> Int? {
        // Streams that belong together begin with their first pages, one behind the other.
        var position = start
        while isFirstPage(file, at: position), let next = pageEnd(file, at: position) { position = next }
        return file.position(of: capture, from: position) { isFirstPage(file, at: $0) }
    }

    private static func isFirstPage(_ file: FileBytes, at position: Int) -> Bool {
        file.read(6, at: position).map { $0.starts(with: capture) && $0[5] & 2 != 0 } ?? false
    }

    private static func pageEnd(_ file: FileBytes, at position: Int) -> Int? {
        guard let count = file.number(1, at: position + headSize - 1, isBigEndian: true),
            let lengths = file.read(count, at: position + headSize)
        else { return nil }
        return position + headSize + count + lengths.reduce(0) { $0 + Int($1) }
    }
}
