// SPDX-License-Identifier: Apache-2.0

/// A range of IP addresses in CIDR notation, such as `10.0.0.0/8` or `2001:db8::/32` (RFC 4632).
public struct AddressRange: Sendable, Hashable, CustomStringConvertible {
    private let base: IPAddress
    /// Of 128 bits.
    private let prefixLength: Int
    /// As it was written.
    public let description: String

    /// Reads a range, or a single address.
    /// - Throws: ``AccessError`` for any other text.
    public init(_ text: String) throws(AccessError) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let base = IPAddress(String(parts[0])), let length = Self.length(of: parts.dropFirst().first, base) else {
            throw AccessError(
                "\(text) is not a range of addresses", remedy: "Write it as 10.0.0.0/8, 2001:db8::/32 or 192.0.2.1")
        }
        self.base = base
        self.prefixLength = length
        self.description = text
    }

    /// Whether an address is in it.
    public func contains(_ address: IPAddress) -> Bool {
        (0..<16).allSatisfy { index in
            let bits = max(0, min(8, self.prefixLength - index * 8))
            let mask = UInt8(truncatingIfNeeded: 0xFF00 >> bits)
            return (address.bytes[index] ^ self.base.bytes[index]) & mask == 0
        }
    }

    private static func length(of text: Substring?, _ base: IPAddress) -> Int? {
        guard let text else { return 128 }
        let longest = base.isIPv4 ? 32 : 128
        guard let length = Int(text), (0...longest).contains(length) else { return nil }
        return length + 128 - longest
    }
}
