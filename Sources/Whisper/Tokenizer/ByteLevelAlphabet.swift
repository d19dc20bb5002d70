// SPDX-License-Identifier: Apache-2.0

/// GPT-2's way of writing any byte as a visible character, so that a vocabulary of strings covers all bytes.
enum ByteLevelAlphabet {
    /// The character for each byte.
    static let characters: [Unicode.Scalar] = {
        let visible = Array(33...126) + Array(161...172) + Array(174...255)
        var scalars = [Unicode.Scalar](repeating: " ", count: 256)
        for byte in visible { scalars[byte] = Unicode.Scalar(UInt8(byte)) }
        var next: UInt32 = 256
        for byte in 0..<256 where !visible.contains(byte) {
            scalars[byte] = Unicode.Scalar(next) ?? " "
            next += 1
        }
        return scalars
    }()

    private static let bytes: [Unicode.Scalar: UInt8] = {
        var bytes: [Unicode.Scalar: UInt8] = [:]
        for (byte, scalar) in characters.enumerated() { bytes[scalar] = UInt8(byte) }
        return bytes
    }()

    /// The bytes that a vocabulary entry stands for, nil if it is not written in this alphabet.
    static func bytes(of entry: String) -> [UInt8]? {
        var result: [UInt8] = []
        result.reserveCapacity(entry.utf8.count)
        for scalar in entry.unicodeScalars {
            guard let byte = bytes[scalar] else { return nil }
            result.append(byte)
        }
        return result
    }
}
