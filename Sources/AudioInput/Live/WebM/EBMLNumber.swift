// SPDX-License-Identifier: Apache-2.0

/// A number of one to eight bytes, of which the leading zero bits tell how many there are (RFC 8794, 4).
struct EBMLNumber {
    /// Nil if all bits are set, which means "unknown".
    let value: Int?
    /// Bytes of the number.
    let length: Int

    /// Reads the number at the beginning of `bytes`; nil if there is none.
    init?(_ bytes: ArraySlice<UInt8>) {
        guard let first = bytes.first, first != 0 else { return nil }
        let length = first.leadingZeroBitCount + 1
        guard bytes.count >= length else { return nil }
        let bits = bytes.prefix(length).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let mask = (UInt64(1) << UInt64(7 * length)) - 1
        value = bits & mask == mask ? nil : Int(bits & mask)
        self.length = length
    }
}
