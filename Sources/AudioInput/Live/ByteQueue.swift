// SPDX-License-Identifier: Apache-2.0

/// Bytes of a stream that wait to be read.
struct ByteQueue: Sendable {
    private var bytes: [UInt8] = []
    private var start = 0

    /// How many bytes wait.
    var count: Int { bytes.count - start }
    var isEmpty: Bool { count == 0 }

    /// Byte `index` of those that wait.
    subscript(index: Int) -> UInt8 { bytes[start + index] }

    mutating func append(_ more: some Collection<UInt8>) {
        if start > 0, start >= bytes.count / 2 {
            bytes.removeFirst(start)
            start = 0
        }
        bytes += more
    }

    /// The next bytes, which go on waiting; fewer if there are none left.
    func peek(_ length: Int) -> ArraySlice<UInt8> { bytes[start...].prefix(length) }

    /// Passes over the next bytes.
    mutating func skip(_ length: Int) {
        start += min(length, count)
        // A message of megabytes is not kept for nothing.
        if start == bytes.count { (bytes, start) = ([], 0) }
    }

    /// Takes the next bytes; fewer if there are none left.
    mutating func read(_ length: Int) -> [UInt8] {
        defer { skip(length) }
        return Array(peek(length))
    }
}
