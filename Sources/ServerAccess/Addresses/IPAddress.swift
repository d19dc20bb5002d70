// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// An IP address. One of IPv4 is kept as the IPv6 address it is mapped to (RFC 4291), so that both compare.
public struct IPAddress: Sendable, Hashable, CustomStringConvertible {
    /// 16 bytes, in network order.
    let bytes: [UInt8]

    /// Of the text, with brackets.
    private static let longest = 47
    private static let mappedPrefix: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]

    /// Reads an address such as `192.0.2.1`, `2001:db8::1` or `[2001:db8::1]`; nil for any other text.
    public init?(_ text: String) {
        guard text.utf8.count <= Self.longest else { return nil }
        var plain = text
        if text.hasPrefix("["), text.hasSuffix("]") { plain = String(text.dropFirst().dropLast()) }
        var buffer = [UInt8](repeating: 0, count: 16)
        if !plain.contains(":"), inet_pton(AF_INET, plain, &buffer) == 1 {
            self.bytes = Self.mappedPrefix + buffer[..<4]
        } else if plain.contains(":"), inet_pton(AF_INET6, plain, &buffer) == 1 {
            self.bytes = buffer
        } else {
            return nil
        }
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Whether it is one of IPv4.
    var isIPv4: Bool { self.bytes.starts(with: Self.mappedPrefix) }

    /// Whether it is this machine's own, 127.0.0.0/8 or ::1.
    var isLoopback: Bool {
        self.isIPv4 ? self.bytes[12] == 127 : self.bytes.dropLast().allSatisfy { $0 == 0 } && self.bytes[15] == 1
    }

    /// What to count clients by: an IPv4 address as it is, of an IPv6 address the network, since a client has a /64.
    package var network: IPAddress {
        self.isIPv4 ? self : IPAddress(bytes: self.bytes[..<8] + [UInt8](repeating: 0, count: 8))
    }

    /// The usual text of it.
    public var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let isIPv4 = self.isIPv4
        let bytes = isIPv4 ? Array(self.bytes[12...]) : self.bytes
        inet_ntop(isIPv4 ? AF_INET : AF_INET6, bytes, &text, socklen_t(text.count))
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
