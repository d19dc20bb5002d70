// SPDX-License-Identifier: Apache-2.0

/// Where a page is from: scheme, host and port (RFC 6454), in lower case.
package struct Origin: Hashable {
    let scheme: String
    /// A name or an address; IPv6 stands in brackets.
    let host: String
    let port: Int
    /// A name has 253 bytes at most; the scheme and the port come beside it.
    private static let longest = 300

    /// Reads an `Origin` field; nil for `null` and for what is no origin of the web.
    init?(_ field: String) {
        guard field.utf8.count <= Self.longest, let mark = field.firstRange(of: "://") else { return nil }
        self.scheme = field[..<mark.lowerBound].lowercased()
        guard let usual = Self.usualPort(of: self.scheme),
            let authority = Self.split(field[mark.upperBound...])
        else { return nil }
        self.host = authority.host
        self.port = authority.port ?? usual
    }

    /// Whether a request with this `Host` field goes to where the page is from.
    ///
    /// The scheme cannot be compared: behind a proxy that does TLS it is not the server's.
    func isSame(asHost field: String) -> Bool {
        guard let other = Self.split(field[...]) else { return false }
        return self.host == other.host && self.port == other.port ?? Self.usualPort(of: self.scheme)
    }

    /// Whether it is served by this machine itself.
    var isLoopback: Bool { Self.isLoopback(self.host) }

    /// Whether a `Host` field can only mean this machine, or an address: no name that anyone may point anywhere.
    static func isUnforgeable(hostField: String) -> Bool {
        guard let host = Self.split(hostField[...])?.host else { return false }
        return Self.isLoopback(host) || IPAddress(host) != nil
    }

    /// Whether a host is the loopback by name or address.
    package static func isLoopback(_ host: String) -> Bool {
        let name = host.lowercased()
        return name == "localhost" || name.hasSuffix(".localhost") || IPAddress(name)?.isLoopback == true
    }

    private static func usualPort(of scheme: String) -> Int? {
        ["http": 80, "https": 443][scheme]
    }

    /// Host and port, as in `example.com:8765` and `[::1]`.
    private static func split(_ text: Substring) -> (host: String, port: Int?)? {
        guard text.utf8.count <= Self.longest else { return nil }
        var host = text
        var port: Int?
        let end = text.hasPrefix("[") ? text.firstIndex(of: "]").map(text.index(after:)) : text.firstIndex(of: ":")
        if let end, end < text.endIndex {
            guard text[end] == ":", let number = UInt16(text[text.index(after: end)...]) else { return nil }
            host = text[..<end]
            port = Int(number)
        }
        guard !host.isEmpty, !host.contains(where: { "/?#@ \\".contains($0) }) else { return nil }
        return (host.lowercased(), port)
    }
}
