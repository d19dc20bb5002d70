// SPDX-License-Identifier: Apache-2.0

package import NIOCore

/// Base64 (RFC 4648) as clients write it: padded or not, in one line or, as MIME has it (RFC 2045), in many.
package enum Base64 {
    /// What stands for no bits, for white space and for the padding.
    private static let invalid: UInt8 = 0xFF
    private static let space: UInt8 = 0xFE
    private static let padding: UInt8 = 0xFD

    /// The bits of each character.
    private static let bits: [UInt8] = {
        var table = [UInt8](repeating: invalid, count: 256)
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        for (index, character) in alphabet.utf8.enumerated() { table[Int(character)] = UInt8(index) }
        for character in " \t\r\n".utf8 { table[Int(character)] = space }
        table[Int(UInt8(ascii: "="))] = padding
        return table
    }()

    /// The bytes of a text; nil if it is anything else.
    package static func decode(_ text: String) -> ByteBuffer? {
        var text = text
        return text.withUTF8 { decode($0) }
    }

    /// Decodes what comes before the first white space or padding, four characters at a time.
    /// - Returns: how many characters that are.
    private static func decodePlain(
        _ text: UnsafeBufferPointer<UInt8>, into bytes: UnsafeMutableRawBufferPointer
    ) -> Int {
        Self.bits.withUnsafeBufferPointer { bits in
            var (position, count) = (0, 0)
            while position + 4 <= text.count {
                let first = bits[Int(text[position])], second = bits[Int(text[position + 1])]
                let third = bits[Int(text[position + 2])], fourth = bits[Int(text[position + 3])]
                guard first | second | third | fourth < 64 else { break }
                bytes[count] = first << 2 | second >> 4
                bytes[count + 1] = second << 4 | third >> 2
                bytes[count + 2] = third << 6 | fourth
                position += 4
                count += 3
            }
            return position
        }
    }

    private static func decode(_ text: UnsafeBufferPointer<UInt8>) -> ByteBuffer? {
        var output = ByteBuffer()
        var isValid = false
        let size = text.count / 4 * 3 + 3
        output.writeWithUnsafeMutableBytes(minimumWritableBytes: size) { bytes in
            var (count, pending, pendingBits, padding) = (0, UInt32(0), 0, 0)
            let plain = Self.decodePlain(text, into: bytes)
            count = plain / 4 * 3
            for character in text[plain...] {
                let value = Self.bits[Int(character)]
                if value == Self.space { continue }
                if value == Self.padding { padding += 1 }
                // Nothing follows the padding but more of it.
                guard value < 64 && padding == 0 || value == Self.padding else { return 0 }
                if value == Self.padding { continue }
                pending = pending << 6 | UInt32(value)
                pendingBits += 6
                guard pendingBits >= 8 else { continue }
                pendingBits -= 8
                bytes[count] = UInt8(truncatingIfNeeded: pending >> UInt32(pendingBits))
                count += 1
            }
            // The last characters hold one byte or two; padding, if there is any, makes them four.
            let last = pendingBits == 0 ? 0 : pendingBits == 4 ? 2 : pendingBits == 2 ? 1 : 4
            isValid = last < 4 && (padding == 0 || padding == last)
            return isValid ? count : 0
        }
        return isValid ? output : nil
    }
}
