// SPDX-License-Identifier: Apache-2.0

public import HTTPTypes
import WireText

/// Finds out which client a request is from, behind proxies that are trusted to say so.
public struct ClientAddress: Sendable, Equatable {
    /// The proxies whose word counts.
    public let trustedProxies: [AddressRange]
    /// The field that they write.
    public let field: ForwardedField
    /// What a proxy may say of a client, in bytes: an address, its port, and how it came.
    private static let longestHop = 1024

    /// Trusts proxies; none, if the clients connect to the server themselves.
    public init(trustedProxies: [AddressRange] = [], field: ForwardedField = .xForwardedFor) {
        self.trustedProxies = trustedProxies
        self.field = field
    }

    /// The client's address.
    ///
    /// Each proxy appends whom it got the request from. So the list is read from its end, as long as the one who
    /// appended is trusted; what stands before that, anybody may have made up.
    /// - Parameters:
    ///   - peer: the other end of the connection.
    ///   - headers: the request's.
    public func find(peer: IPAddress, headers: HTTPFields) -> IPAddress {
        var client = peer
        // What a peer wrote that is not trusted is not even read.
        guard self.isTrusted(peer) else { return peer }
        for hop in self.hops(headers).reversed() {
            // An address that cannot be read is one that the proxy does not want to tell: its clients count together.
            guard self.isTrusted(client), let next = self.address(ofHop: hop) else { break }
            client = next
        }
        return client
    }

    private func isTrusted(_ address: IPAddress) -> Bool {
        self.trustedProxies.contains { $0.contains(address) }
    }

    /// The elements of the field, as the proxies appended them.
    private func hops(_ headers: HTTPFields) -> [Substring] {
        let name = self.field == .xForwardedFor ? HTTPField.Name.xForwardedFor : .forwarded
        return headers[values: name].flatMap { $0.split(ascii: ",", omittingEmptySubsequences: false) }
    }

    private func address(ofHop element: Substring) -> IPAddress? {
        guard element.utf8.count <= Self.longestHop else { return nil }
        return self.field == .xForwardedFor ? Self.address(element) : Self.address(Self.forParameter(of: element))
    }

    /// The value of `for` in an element such as `for="[2001:db8::1]:4711";proto=https`; empty where there is none.
    private static func forParameter(of element: Substring) -> Substring {
        for parameter in element.split(ascii: ";") {
            let parts = parameter.split(ascii: "=", maxSplits: 1)
            guard parts.count == 2, parts[0].isASCII, parts[0].trimmed.lowercased() == "for" else { continue }
            return parts[1].filter { $0 != "\"" }[...]
        }
        return ""
    }

    /// An address with or without a port.
    private static func address(_ text: some StringProtocol) -> IPAddress? {
        let text = String(text.filter { !$0.isWhitespace })
        if let address = IPAddress(text) { return address }
        // Only an IPv4 address or one in brackets can have a port behind it.
        guard let colon = text.lastIndex(of: ":"), UInt16(text[text.index(after: colon)...]) != nil else { return nil }
        let host = String(text[..<colon])
        return host.hasPrefix("[") || !host.contains(":") ? IPAddress(host) : nil
    }
}

extension HTTPField.Name {
    static let xForwardedFor = HTTPField.Name("X-Forwarded-For")!
    static let forwarded = HTTPField.Name("Forwarded")!
}
