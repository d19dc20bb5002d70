// SPDX-License-Identifier: Apache-2.0

import CZlib

/// How much shorter zlib makes a text: Whisper's measure of repetition.
enum CompressionRatio {
    static func of(_ text: String) -> Float {
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty else { return 1 }
        var size = compressBound(uLong(bytes.count))
        var compressed = [UInt8](repeating: 0, count: Int(size))
        guard compress(&compressed, &size, bytes, uLong(bytes.count)) == Z_OK, size > 0 else { return 1 }
        return Float(bytes.count) / Float(size)
    }
}
