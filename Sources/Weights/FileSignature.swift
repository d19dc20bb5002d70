// SPDX-License-Identifier: Apache-2.0

/// The first bytes of a file, by which many formats are known.
public enum FileSignature {
    /// - Returns: at most `count` bytes; none where there is no regular file that can be read.
    public static func bytes(of path: String, count: Int) -> [UInt8] {
        guard let file = try? MappedFile(path: path) else { return [] }
        return Array(file.bytes.prefix(count))
    }
}
